using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes;
using ModelServing.ModelServer.Runtimes.Host;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Makes the steps of a plan out of staged nodes.</summary>
internal sealed class HostPlanBuilder(NodeOrder order, StagePlan stages, ConstantFolder constants, HostResources resources, SessionSet sessions)
{
    private readonly Dictionary<Edge, int> _slots = [];
    private readonly Dictionary<Edge, DataType> _types = [];
    private readonly List<object?> _initial = [];
    private readonly List<HostStep> _steps = [];

    /// <summary>Gives an input a slot.</summary>
    public int Input(Edge edge, DataType type)
    {
        _types[edge] = type;
        return _slots[edge] = Allocate(null);
    }

    public HostPlan Build(IReadOnlyDictionary<string, int> inputs, IReadOnlyList<(string Alias, Edge Edge)> outputs, Lock turn)
    {
        var exported = Exported(outputs.Select(output => output.Edge));
        var byStage = order.Nodes.ToLookup(node => stages[node]);
        for (var stage = 0; stage < stages.Count; stage++)
        {
            if (StagePlan.IsOnHost(stage))
            {
                _steps.AddRange(byStage[stage].Select(Kernel));
            }
            else if (byStage[stage].Any())
            {
                _steps.Add(Segment(byStage[stage], exported));
            }
        }

        List<(string, int)> results = [.. outputs.Select(output => (output.Alias, Slot(output.Edge)))];
        return new HostPlan
        {
            Initial = [.. _initial],
            Inputs = inputs,
            Steps = _steps,
            Outputs = results,
            Turn = _initial.Exists(value => value is VariableState) || _steps.Exists(step => step.HasEffect) ? turn : null,
        };
    }

    private int Allocate(object? value)
    {
        _initial.Add(value);
        return _initial.Count - 1;
    }

    private int Slot(Edge edge)
    {
        if (!_slots.TryGetValue(edge, out var slot))
        {
            var constant = resources.Holds(edge.Node) ? resources.Get(edge.Node) : order.IsConstant(edge) && constants.TryGet(edge, out var value) ? value : null;
            _slots[edge] = slot = Allocate(constant);
        }

        return slot;
    }

    /// <summary>Lists what numeric stages must hand out: to other stages, and as results.</summary>
    private HashSet<Edge> Exported(IEnumerable<Edge> outputs)
    {
        HashSet<GraphNode> known = [.. order.Nodes];
        var crossing = order.Nodes.SelectMany(node => node.Inputs.Where(input => known.Contains(input.Node) && stages[input.Node] != stages[node]));
        return [.. crossing.Concat(outputs)];
    }

    private KernelStep Kernel(GraphNode node)
    {
        var op = HostTable.Find(node.Op)!; // supported, or the compiler would have refused
        try
        {
            var kernel = op.Create(node.Detach());
            var used = order.Used.Where(edge => edge.Node == node).ToArray();
            foreach (var edge in used)
            {
                _types[edge] = op.Type(node, edge.Index);
            }

            return new KernelStep(kernel, [.. node.Inputs.Select(Slot)], Array.ConvertAll(used, edge => (edge.Index, Slot(edge))), StateOps.Change(node));
        }
        catch (ModelRunException e)
        {
            throw new LoadException(e.Code, $"Op {node.Op} at node {node.Name}: {e.Message}", e);
        }
    }

    private SegmentStep Segment(IEnumerable<GraphNode> nodes, HashSet<Edge> exported)
    {
        var segment = new SegmentCompiler(order, constants);
        HashSet<GraphNode> own = [.. nodes];
        foreach (var node in nodes)
        {
            segment.Add(node, TypeOf);
        }

        foreach (var edge in exported.Where(edge => own.Contains(edge.Node)))
        {
            segment.Export(edge);
        }

        var session = sessions.Get(segment.Model);
        foreach (var (name, edge) in segment.Outputs)
        {
            _types[edge] = session.OutputType(name);
        }

        return new SegmentStep(session, [.. segment.Inputs.Select(input => (input.Name, Slot(input.Edge)))], [.. segment.Outputs.Select(output => (output.Name, Slot(output.Edge)))]);
    }

    private DataType TypeOf(Edge edge)
    {
        if (_types.TryGetValue(edge, out var type) && type != DataType.Invalid)
        {
            return type;
        }

        return resources.IsChanging(edge.Node)
            ? edge.Node.Type("dtype")
            : throw new LoadException(ErrorCode.Unimplemented, $"Output {edge.Index} of {edge.Node.Op} at node {edge.Node.Name} has no type that is known");
    }
}
