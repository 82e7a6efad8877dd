using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ModelServing.Hosting;

/// <summary>Tells, on the console and in the resource's log, what a resource turned out to be and why.</summary>
internal static partial class ResourceNotice
{
    public static IResourceBuilder<T> WithNotice<T>(this IResourceBuilder<T> builder, string? notice)
        where T : IResource
    {
        if (notice is not null)
        {
            builder.ApplicationBuilder.Services.AddSingleton<IHostedService>(services => new Reporter(
                [services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ResourceNotice)), services.GetRequiredService<ResourceLoggerService>().GetLogger(builder.Resource)],
                notice));
        }

        return builder;
    }

    [LoggerMessage(100, LogLevel.Information, "{Notice}")]
    private static partial void Tell(ILogger logger, string notice);

    private sealed class Reporter(IReadOnlyList<ILogger> loggers, string notice) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var logger in loggers)
            {
                Tell(logger, notice);
            }

            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
