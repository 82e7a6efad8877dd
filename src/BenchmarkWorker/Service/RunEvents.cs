using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>What happened to a run, for those who watch: numbered, so that a watcher who lost the line goes on where it was.</summary>
internal sealed class RunEvents
{
    /// <summary>The number of the last event. Whoever has it has seen everything.</summary>
    public const string End = "end";

    /// <summary>Twice a second, this is two minutes; older progress is of no interest.</summary>
    private const int Kept = 240;

    private readonly Lock _lock = new();
    private readonly Queue<(long Number, SseItem<string> Item)> _items = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;
    private bool _isOver;

    /// <summary>Gets how many events are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _items.Count;
            }
        }
    }

    public void Add(string type, string data, bool isLast = false)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _last++;
            _isOver = isLast;
            _items.Enqueue((_last, new(data, type) { EventId = isLast ? End : FormattableString.Invariant($"{_last}") }));
            if (_items.Count > Kept)
            {
                _items.Dequeue();
            }

            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The events after a number, those to come included, until the last.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var (items, isOver, changed) = Since(after);
            foreach (var (number, item) in items)
            {
                after = number;
                yield return item;
            }

            if (isOver)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private ((long Number, SseItem<string> Item)[] Items, bool IsOver, Task Changed) Since(long after)
    {
        lock (_lock)
        {
            return ([.. _items.Where(item => item.Number > after)], _isOver, _changed.Task);
        }
    }
}
