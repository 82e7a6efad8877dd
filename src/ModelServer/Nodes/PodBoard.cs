namespace ModelServing.ModelServer.Nodes;

/// <summary>The reports of a pod's containers, which run side by side; every change is published.</summary>
internal sealed class PodBoard(PodReport initial, Action<PodReport, IReadOnlyDictionary<int, int>> publish)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _ports = [];
    private readonly HashSet<string> _told = [];
    private PodReport _report = initial;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PodReport Report
    {
        get
        {
            lock (_lock)
            {
                return _report;
            }
        }
    }

    /// <summary>Changes what is said of the pod as a whole.</summary>
    public void Update(Func<PodReport, PodReport> change)
    {
        lock (_lock)
        {
            _report = change(_report);
            Publish_NeedsLock();
        }
    }

    public void Update(string container, Func<ContainerReport, ContainerReport> change)
    {
        lock (_lock)
        {
            IReadOnlyList<ContainerReport> Changed(IReadOnlyList<ContainerReport> list) => [.. list.Select(report => report.Name == container ? change(report) : report)];
            _report = _report with { Init = Changed(_report.Init), Containers = Changed(_report.Containers) };
            Publish_NeedsLock();
        }
    }

    /// <summary>Says whether something is about to be told for the first time.</summary>
    public bool FirstTime(string what)
    {
        lock (_lock)
        {
            return _told.Add(what);
        }
    }

    public void SetPorts(IReadOnlyDictionary<int, int> ports)
    {
        lock (_lock)
        {
            foreach (var (containerPort, hostPort) in ports)
            {
                _ports[containerPort] = hostPort;
            }

            Publish_NeedsLock();
        }
    }

    /// <summary>Waits until something can be said of the pod.</summary>
    public async Task UntilAsync(Func<PodReport, bool> condition, CancellationToken cancellationToken)
    {
        while (Change(condition) is { } change)
        {
            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What completes with the next change, unless the condition holds now.</summary>
    private Task? Change(Func<PodReport, bool> condition)
    {
        lock (_lock)
        {
            return condition(_report) ? null : _changed.Task;
        }
    }

    private void Publish_NeedsLock()
    {
        publish(_report, new Dictionary<int, int>(_ports));
        _changed.SetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
