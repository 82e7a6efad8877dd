using System.Runtime.ExceptionServices;

namespace ModelServing.ControlPlane.Storage;

/// <summary>A change that is decided but not yet on disk.</summary>
internal sealed class PendingWrite(StoreChange change, StoreSnapshot after)
{
    private ExceptionDispatchInfo? _failure;

    public StoreChange Change => change;

    /// <summary>Gets every object as it is with this change and all decided before it.</summary>
    public StoreSnapshot After => after;

    /// <summary>Gets a value that says whether the change is on disk and published, or has failed.</summary>
    public bool IsSettled { get; private set; }

    public void Settle(Exception? failure)
    {
        _failure = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
        IsSettled = true;
    }

    public void ThrowIfFailed() => _failure?.Throw();
}
