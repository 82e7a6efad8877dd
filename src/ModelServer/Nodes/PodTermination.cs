namespace ModelServing.ModelServer.Nodes;

/// <summary>The time a pod has left to end in. A second request may shorten it, never lengthen it.</summary>
internal sealed class PodTermination(TimeSpan usual, TimeProvider timeProvider) : IDisposable
{
    private readonly CancellationTokenSource _over = new(Timeout.InfiniteTimeSpan, timeProvider);
    private readonly Lock _lock = new();
    private DateTimeOffset? _deadline;
    private bool _isDisposed;

    /// <summary>Gets a token that is cancelled when no time is left.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Gets a value indicating whether the pod is ending: what ends now is not started again.</summary>
    public bool HasBegun
    {
        get
        {
            lock (_lock)
            {
                return _deadline is not null;
            }
        }
    }

    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                var left = _deadline is { } deadline ? deadline - timeProvider.GetUtcNow() : usual;
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Begins with the time that the pod has of itself.</summary>
    public void Begin() => Begin(usual);

    public void Begin(TimeSpan grace)
    {
        lock (_lock)
        {
            var deadline = timeProvider.GetUtcNow() + grace;
            if (!_isDisposed && (_deadline is null || deadline < _deadline))
            {
                _deadline = deadline;
                _over.CancelAfter(grace);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _over.Dispose();
    }
}
