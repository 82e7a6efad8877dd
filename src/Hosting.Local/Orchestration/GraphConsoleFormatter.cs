using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting.Orchestration;

/// <summary>One line per message, without categories and event numbers: people read it.</summary>
internal sealed class GraphConsoleFormatter(TimeProvider timeProvider) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "graph";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var mark = logEntry.LogLevel switch
        {
            LogLevel.Critical or LogLevel.Error => "error ",
            LogLevel.Warning => "warn  ",
            _ => "",
        };
        textWriter.WriteLine($"{timeProvider.GetLocalNow():HH:mm:ss}  {mark}{logEntry.Formatter(logEntry.State, logEntry.Exception)}");
        if (logEntry.Exception is { } exception and not OperationCanceledException)
        {
            textWriter.WriteLine(exception);
        }
    }
}
