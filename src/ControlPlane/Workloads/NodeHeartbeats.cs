namespace ModelServing.ControlPlane.Workloads;

/// <summary>
/// Remembers when each node's lease was last seen to change. The age counts from what this process saw, not from the time in the
/// lease, so that neither a clock that jumps nor a restart of the control plane makes every node look lost.
/// </summary>
internal sealed class NodeHeartbeats
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(3.5);

    private readonly Dictionary<string, (DateTime? Renewed, DateTimeOffset Seen)> _nodes = [];
    private HashSet<string>? _alive;
    private DateTimeOffset? _started;

    /// <summary>Gets a value that says whether the first observation is old enough for missing nodes to be missed.</summary>
    public bool Settled { get; private set; }

    /// <summary>Notes the leases; returns the nodes that have not renewed for longer than is tolerated.</summary>
    public IReadOnlySet<string> Observe(IEnumerable<(string Node, DateTime? Renewed)> leases, DateTimeOffset now)
    {
        _started ??= now;
        Settled = now - _started > Tolerance;
        var lost = new HashSet<string>();
        var present = new HashSet<string>();
        foreach (var (node, renewed) in leases)
        {
            present.Add(node);
            if (!_nodes.TryGetValue(node, out var last) || last.Renewed != renewed)
            {
                _nodes[node] = (renewed, now);
            }
            else if (now - last.Seen > Tolerance)
            {
                lost.Add(node);
            }
        }

        foreach (var gone in _nodes.Keys.Where(node => !present.Contains(node)).ToList())
        {
            _nodes.Remove(gone);
        }

        return lost;
    }

    /// <summary>Whether the nodes alive differ from the last call's.</summary>
    public bool TakeDirty(HashSet<string> alive)
    {
        var dirty = _alive is null || !_alive.SetEquals(alive);
        _alive = alive;
        return dirty;
    }
}
