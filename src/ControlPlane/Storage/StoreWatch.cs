using System.Threading.Channels;

namespace ModelServing.ControlPlane.Storage;

/// <summary>One subscriber of a resource's changes, in order.</summary>
internal sealed class StoreWatch(Action<StoreWatch> unsubscribe) : IDisposable
{
    /// <summary>A reader this far behind is cut off; it lists again, which is cheaper than what it missed.</summary>
    private const int MaxBacklog = 20_000;

    private readonly Channel<StoreChange> _changes = Channel.CreateBounded<StoreChange>(new BoundedChannelOptions(MaxBacklog)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    public ChannelReader<StoreChange> Changes => _changes.Reader;

    /// <summary>Gives the version up to which this subscriber has everything, or null when changes wait to be read.</summary>
    public long? SentVersion(ClusterStore store)
    {
        // In this order: a change committed in between is in the channel by the time its length is read.
        var version = store.PublishedVersion();
        return _changes.Reader.Count == 0 ? version : null;
    }

    public void Publish(StoreChange change)
    {
        if (!_changes.Writer.TryWrite(change))
        {
            _changes.Writer.TryComplete();
        }
    }

    public void Dispose()
    {
        unsubscribe(this);
        _changes.Writer.TryComplete();
    }
}
