using Microsoft.EntityFrameworkCore;

namespace ModelServing.BenchmarkWorker.History;

internal static class HistoryRegistration
{
    /// <summary>The connection string that puts the history into PostgreSQL.</summary>
    public const string Connection = "benchmarks";

    private const string FileName = "benchmarks.db";

    /// <summary>A server that is upgraded breaks every connection and is back within seconds; the end of a run is written once.</summary>
    private const int Retries = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Keeps runs in PostgreSQL where a connection is configured, else in a file of their own.</summary>
    public static void AddRunHistory(this WebApplicationBuilder builder)
    {
        var connection = builder.Configuration.GetConnectionString(Connection);
        var folder = Path.GetFullPath(builder.Configuration["ModelServing:StateDirectory"] is { Length: > 0 } state ? state : ".modelserving");
        builder.Services.AddDbContextFactory<HistoryContext>(context => _ = string.IsNullOrEmpty(connection)
            ? context.UseSqlite($"Data Source={Path.Combine(folder, FileName)}")
            : context.UseNpgsql(connection, server => server.EnableRetryOnFailure(Retries, LongestPause, null)));
        builder.Services.AddSingleton(provider => new RunHistory(
            provider.GetRequiredService<IDbContextFactory<HistoryContext>>(), string.IsNullOrEmpty(connection) ? folder : null, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<RunHeartbeats>();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
    }
}
