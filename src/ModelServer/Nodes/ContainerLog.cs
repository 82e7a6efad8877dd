using System.Threading.Channels;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The last lines a container wrote, for readers who want them now or as they come.</summary>
internal sealed class ContainerLog(TimeProvider timeProvider)
{
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<ChannelWriter<LogLine>> _followers = [];
    private bool _isClosed;

    public void Append(string text)
    {
        var line = new LogLine(timeProvider.GetUtcNow(), text);
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }

            _followers.RemoveAll(follower => !follower.TryWrite(line));
        }
    }

    /// <summary>Gets the last lines and, for a follower, those to come until the container ends.</summary>
    public Channel<LogLine> Open(LogQuery query)
    {
        var channel = Channel.CreateUnbounded<LogLine>();
        lock (_lock)
        {
            foreach (var line in _lines.Where(line => query.Since is not { } since || line.Time >= since).TakeLast(query.TailLines ?? int.MaxValue))
            {
                channel.Writer.TryWrite(line);
            }

            if (query.Follow && !_isClosed)
            {
                _followers.Add(channel.Writer);
            }
            else
            {
                channel.Writer.Complete();
            }
        }

        return channel;
    }

    /// <summary>Gets the last lines that were written.</summary>
    public IReadOnlyList<LogLine> Last(int count)
    {
        lock (_lock)
        {
            return [.. _lines.TakeLast(count)];
        }
    }

    /// <summary>Ends what <see cref="Open"/> began: a reader who is gone must not be written to.</summary>
    public void Leave(Channel<LogLine> channel)
    {
        lock (_lock)
        {
            _followers.Remove(channel.Writer);
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _followers.ForEach(follower => follower.TryComplete());
            _followers.Clear();
        }
    }
}
