using System.Runtime.ExceptionServices;

namespace ModelServing.ControlPlane.Storage;

/// <summary>A change that is decided but not yet on disk, and what its writer waits on: a monitor, which unlike a lock does not spin.</summary>
internal sealed class PendingWrite(StoreChange change, StoreSnapshot after)
{
    private readonly object _signal = new();
    private ExceptionDispatchInfo? _failure;
    private bool _isSettled;
    private bool _isToLead;

    public StoreChange Change => change;

    /// <summary>Gets every object as it is with this change and all decided before it.</summary>
    public StoreSnapshot After => after;

    /// <summary>Says that the change is on disk and published, or has failed.</summary>
    public void Settle(ExceptionDispatchInfo? failure)
    {
        lock (_signal)
        {
            _failure = failure;
            _isSettled = true;
            Monitor.PulseAll(_signal);
        }
    }

    /// <summary>Makes this change's writer the one that writes the next group.</summary>
    public void Lead()
    {
        lock (_signal)
        {
            _isToLead = true;
            Monitor.PulseAll(_signal);
        }
    }

    /// <summary>Waits until the change is settled, or its writer is to lead: then gives true.</summary>
    public bool WaitForTurn()
    {
        lock (_signal)
        {
            while (!_isSettled && !_isToLead)
            {
                Monitor.Wait(_signal);
            }

            return !_isSettled;
        }
    }

    public void WaitUntilSettled()
    {
        lock (_signal)
        {
            while (!_isSettled)
            {
                Monitor.Wait(_signal);
            }
        }
    }

    public void ThrowIfFailed() => _failure?.Throw();
}
