using System.Numerics;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>
/// Finds the best tree, or forest, over all nodes of a directed graph: R. E. Tarjan, Finding Optimum Branchings (1977), in the form for
/// dense graphs. Node 0 is added, and an arc from it makes a node a root. Every node takes its best inbound arc; where these form a
/// cycle, one new node stands for it from then on, and in the end the arc into that node tells where the cycle opens.
/// </summary>
internal sealed class SpanningTree<T>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private const int Opened = -1;

    private readonly int _size;
    private readonly Arc[]?[] _inbound; // of each node, by source; sources are never those nodes that stand for cycles
    private readonly Arc[] _best;
    private readonly int[] _cycles; // the node that stands for the cycle in which a node is, 0 for none
    private readonly DisjointSets _connected;
    private readonly DisjointSets _cyclic;
    private readonly DisjointSets _outermost;
    private int _count;

    /// <param name="scores">By target and source the score of each arc; where both are the same, that of a root. One that is not finite is no arc.</param>
    /// <param name="width">The distance between two targets' scores.</param>
    /// <param name="count">The number of nodes.</param>
    public SpanningTree(ReadOnlySpan<T> scores, int width, int count)
    {
        (_size, _count) = (count + 1, count + 1);
        (_inbound, _best, _cycles) = (new Arc[2 * _size][], new Arc[2 * _size], new int[2 * _size]);
        (_connected, _cyclic, _outermost) = (new DisjointSets(_size), new DisjointSets(_size), new DisjointSets(2 * _size));
        for (var target = 1; target < _size; target++)
        {
            var arcs = _inbound[target] = new Arc[_size];
            for (var source = 1; source < _size; source++)
            {
                var score = scores[((target - 1) * width) + source - 1];
                var from = source == target ? 0 : source;
                arcs[from] = T.IsFinite(score) ? new Arc(score, from, target) : default;
            }
        }
    }

    /// <summary>Gets the source of the arc into each node, the node itself for a root; nothing if the arcs reach not all.</summary>
    public int[]? Solve(bool isForest)
    {
        if (!isForest)
        {
            PenalizeRoots();
        }

        for (var node = 1; node < _count; node++)
        {
            var best = _best[node] = Best(node);
            if (!best.Exists)
            {
                return null;
            }

            if (best.Source != 0 && _connected.AreOne(best.Source, best.Target))
            {
                Contract(node);
            }
            else if (best.Source != 0)
            {
                _connected.Unite(best.Source, best.Target);
            }
        }

        OpenCycles();
        var sources = _best[1.._size].Select((arc, node) => arc.Source == 0 ? node : arc.Source - 1).ToArray();
        return isForest || sources.Where((source, node) => source == node).Take(2).Count() == 1 ? sources : null;
    }

    /// <summary>Makes every tree with one root better than all forests with more.</summary>
    private void PenalizeRoots()
    {
        var (most, least) = (T.MinValue, T.MaxValue);
        var initial = _inbound[1.._size].OfType<Arc[]>().ToList();
        foreach (var arcs in initial)
        {
            foreach (var arc in arcs)
            {
                (most, least) = !arc.Exists ? (most, least) : (T.Max(most, arc.Score), T.Min(least, arc.Score));
            }
        }

        var penalty = T.One + (T.CreateTruncating(_size) * (most - least));
        initial.ForEach(arcs => arcs[0] = arcs[0] with { Score = arcs[0].Score - penalty });
    }

    private Arc Best(int node)
    {
        var (best, most) = (default(Arc), T.MinValue);
        foreach (var arc in _inbound[node] ?? [])
        {
            (best, most) = arc.Exists && most <= arc.Score ? (arc, arc.Score) : (best, most); // of equals, the last
        }

        return best;
    }

    private void Contract(int first)
    {
        var (cycle, node) = (_count++, first);
        List<int> members = [];
        do
        {
            var arc = _best[node];
            members.Add(node);
            _cyclic.Unite(arc.Source, arc.Target);
            var before = _outermost.Root(arc.Source);
            _outermost.Unite(node, cycle);
            _cycles[node] = cycle;
            node = before;
        }
        while (node != cycle); // which the first node has become

        _inbound[cycle] = new Arc[_size];
        foreach (var member in members)
        {
            Merge(member, cycle);
            _inbound[member] = null; // nobody asks for them again, and without them the memory does not double
        }
    }

    /// <summary>An arc into a cycle costs the arc that it replaces there.</summary>
    private void Merge(int member, int cycle)
    {
        var (arcs, merged, replaced) = (_inbound[member] ?? [], _inbound[cycle] ?? [], -_best[member].Score);
        for (var source = 0; source < arcs.Length; source++)
        {
            var arc = arcs[source];
            if (!arc.Exists || _cyclic.AreOne(source, arc.Target))
            {
                continue;
            }

            arc = arc with { Score = arc.Score + replaced };
            merged[source] = !merged[source].Exists || merged[source].Score < arc.Score ? arc : merged[source];
        }
    }

    /// <summary>Hands the arcs into cycles to the nodes in them, the outermost cycles first.</summary>
    private void OpenCycles()
    {
        for (var cycle = _count - 1; cycle >= _size; cycle--)
        {
            if (_cycles[cycle] == Opened)
            {
                continue;
            }

            var arc = _best[cycle];
            _best[arc.Target] = arc;
            var inner = _cycles[arc.Target];
            while (inner != cycle)
            {
                var outer = _cycles[inner];
                _cycles[inner] = Opened; // as all cycles are that lie around the target
                inner = outer;
            }
        }
    }

    private readonly record struct Arc(T Score, int Source, int Target)
    {
        public bool Exists => Target != 0;
    }
}
