namespace ModelServing.ModelServer.Nodes;

/// <summary>Sends what a server in this process logs to its container's log; the web host's chatter, a line per request, is left out.</summary>
internal sealed class ContainerLogProvider(ContainerLog log) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(
        log,
        categoryName[(categoryName.LastIndexOf('.') + 1)..],
        categoryName.StartsWith("Microsoft.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Information);

    public void Dispose()
    {
        // The log outlives the server: it is read after a crash, and closed with the pod.
    }

    private sealed class Logger(ContainerLog log, string category, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Append($"{logLevel.ToString()[0]} {category}] {formatter(state, exception)}{(exception is null ? null : $": {exception.Message}")}");
            }
        }
    }
}
