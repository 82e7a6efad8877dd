using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The last lines of a resource's console, and a logger that adds to them.</summary>
internal sealed class ResourceLog : ILogger
{
    private const int Capacity = 5_000;

    private readonly Lock _gate = new();
    private readonly Queue<ResourceLogLine> _lines = [];
    private readonly List<ChannelWriter<ResourceLogLine>> _followers = [];
    private int _count;

    public void Add(string text, bool isError)
    {
        lock (_gate)
        {
            var line = new ResourceLogLine(text, isError, ++_count);
            _lines.Enqueue(line);
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }

            _followers.RemoveAll(follower => !follower.TryWrite(line));
        }
    }

    public IReadOnlyList<ResourceLogLine> Last(int count)
    {
        lock (_gate)
        {
            return [.. _lines.TakeLast(count)];
        }
    }

    public async IAsyncEnumerable<ResourceLogLine> ReadAsync(bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<ResourceLogLine>(new() { SingleReader = true });
        lock (_gate)
        {
            foreach (var line in _lines)
            {
                channel.Writer.TryWrite(line);
            }

            if (follow)
            {
                _followers.Add(channel.Writer);
            }
            else
            {
                channel.Writer.Complete();
            }
        }

        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            channel.Writer.TryComplete();
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            // The dashboard reads a leading RFC 3339 time from each line.
            Add($"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} [sys] {formatter(state, exception)}", logLevel >= LogLevel.Warning);
        }
    }
}
