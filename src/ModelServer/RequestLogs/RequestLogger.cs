using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Sources;

namespace ModelServing.ModelServer.RequestLogs;

/// <summary>The request logs of a server's models, as configured last.</summary>
internal sealed class RequestLogger(ServerMetrics metrics, TimeProvider timeProvider, ILogger<RequestLogger> logger) : IAsyncDisposable
{
    private FrozenDictionary<string, RequestLog> _logs = FrozenDictionary<string, RequestLog>.Empty;

    /// <summary>Finds the log of a model, if the next request is to go there.</summary>
    public bool TrySample(string model, [NotNullWhen(true)] out RequestLog? log)
    {
        var logs = Volatile.Read(ref _logs);
        log = null;
        return logs.Count > 0 && logs.TryGetValue(model, out log) && log.Samples();
    }

    /// <summary>Opens the logs that the models want and closes the others; one that stays as it was goes on.</summary>
    public async Task ApplyAsync(IReadOnlyList<ModelSettings> models)
    {
        var before = Volatile.Read(ref _logs);
        var after = models
            .Where(model => model.Log is not null)
            .ToFrozenDictionary(model => model.Name, model => before.GetValueOrDefault(model.Name) is { } log && log.Settings == model.Log
                ? log
                : new RequestLog(model.Name, model.Log!, metrics, timeProvider, logger)); // those without were left out
        Volatile.Write(ref _logs, after);
        foreach (var gone in before.Values.Except(after.Values))
        {
            await gone.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await ApplyAsync([]);
}
