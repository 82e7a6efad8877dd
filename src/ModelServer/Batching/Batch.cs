using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Batching;

/// <summary>Tasks that will share a run. The scheduler's lock guards it until it is taken; from then on it does not change.</summary>
internal sealed class Batch(BatchQueue queue)
{
    private readonly List<BatchTask> _tasks = [];

    public BatchQueue Queue => queue;

    public bool IsEmpty => _tasks.Count == 0;

    public long Rows { get; private set; }

    /// <summary>Gets when the first task came.</summary>
    public long Opened { get; private set; }

    /// <summary>Gets when the last of the callers stops waiting.</summary>
    public long Deadline { get; private set; }

    public void Add(BatchTask task)
    {
        if (IsEmpty)
        {
            Opened = task.Request.Enqueued;
        }

        _tasks.Add(task);
        Rows += task.Rows;
        Deadline = Math.Max(Deadline, task.Request.Deadline);
    }

    /// <summary>Lists the tasks whose callers wait, and lets go of the others.</summary>
    public List<BatchTask> Waiting()
    {
        var waiting = new List<BatchTask>(_tasks.Count);
        foreach (var task in _tasks)
        {
            if (task.Request.Task.IsCompleted)
            {
                task.Request.Abandon();
            }
            else
            {
                waiting.Add(task);
            }
        }

        return waiting;
    }

    /// <summary>Answers the callers while the run goes on without them.</summary>
    public void Expire()
    {
        Deadline = long.MaxValue;
        foreach (var task in _tasks)
        {
            task.Request.Answer(BatchErrors.RunTimedOut);
        }
    }

    /// <summary>Gives up a batch that never ran.</summary>
    public void Fail(ServingError error) => _tasks.ForEach(task => task.Request.Fail(error));
}
