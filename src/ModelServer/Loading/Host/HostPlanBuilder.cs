using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host;
using ModelServing.ModelServer.Runtimes.Host.Kernels;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Makes the steps of a plan out of staged nodes.</summary>
internal sealed class HostPlanBuilder(NodeOrder order, StagePlan stages, HostScope scope)
{
    private readonly Dictionary<Edge, int> _slots = [];
    private readonly Dictionary<Edge, DataType> _types = [];
    private readonly List<object?> _initial = [];
    private readonly List<HostStep> _steps = [];
    private readonly HashSet<Edge> _loops = [];

    /// <summary>Gives an input a slot, whatever edges mean it.</summary>
    public int Input(IEnumerable<Edge> edges, DataType type)
    {
        var slot = Allocate(null);
        foreach (var edge in edges)
        {
            (_types[edge], _slots[edge]) = (type, slot);
        }

        return slot;
    }

    public HostPlan Build(IReadOnlyDictionary<string, int> inputs, IReadOnlyList<(string Alias, Edge Edge)> outputs, Lock turn)
    {
        AddSteps([.. outputs.Select(output => output.Edge)]);
        List<(string, int)> results = [.. outputs.Select(output => (output.Alias, Slot(output.Edge)))];
        return new HostPlan
        {
            Initial = [.. _initial],
            Inputs = inputs,
            Steps = _steps,
            Outputs = results,
            Turn = _initial.Exists(value => value is VariableState) || _steps.Exists(step => step.TouchesState) ? turn : null,
        };
    }

    /// <summary>Builds the plan of a body or a branch.</summary>
    public SubPlan BuildSub(int[] inputs, Edge[] results)
    {
        AddSteps(results);
        var outputs = Array.ConvertAll(results, Slot);
        return new SubPlan([.. _initial], inputs, _steps, outputs);
    }

    /// <summary>Gets the element type of a value, if it is known: handles have none.</summary>
    public DataType KnownType(Edge edge)
    {
        if (_types.TryGetValue(edge, out var type) && type != DataType.Invalid)
        {
            return type;
        }

        return scope.Resources.Behind(edge) is { } state && StateOps.IsVariable(state) ? state.Type("dtype") : scope.Constants.TryGet(edge, out var constant) ? constant.DataType : DataType.Invalid;
    }

    private DataType TypeOf(Edge edge) => KnownType(edge) is var type && type != DataType.Invalid
        ? type
        : throw new LoadException(ErrorCode.Unimplemented, $"Output {edge.Index} of {edge.Node.Op} at node {edge.Node.Name} has no type that is known");

    private void AddSteps(Edge[] outputs)
    {
        var exported = Exported(outputs);
        var byStage = order.Nodes.ToLookup(node => stages[node]);
        for (var stage = 0; stage < stages.Count; stage++)
        {
            if (StagePlan.IsOnHost(stage))
            {
                _steps.AddRange(byStage[stage].Select(Step).OfType<HostStep>());
            }
            else if (byStage[stage].Any())
            {
                _steps.Add(Segment(byStage[stage], exported));
            }
        }
    }

    private int Allocate(object? value)
    {
        _initial.Add(value);
        return _initial.Count - 1;
    }

    private int Slot(Edge edge)
    {
        var state = scope.Resources.Behind(edge);
        edge = state is null ? edge : new Edge(state, 0);
        if (!_slots.TryGetValue(edge, out var slot))
        {
            var constant = state is not null ? scope.Resources.Get(state) : order.IsConstant(edge) && scope.Constants.TryGet(edge, out var value) ? StoredBytes.Load(value) : null;
            _slots[edge] = slot = Allocate(constant);
        }

        return slot;
    }

    /// <summary>Lists what numeric stages must hand out: to other stages, and as results.</summary>
    private HashSet<Edge> Exported(IEnumerable<Edge> outputs)
    {
        HashSet<GraphNode> known = [.. order.Nodes];
        var crossing = order.Nodes.SelectMany(node => scope.Dependencies(node).Where(input => known.Contains(input.Node) && stages[input.Node] != stages[node]));
        return [.. crossing.Concat(outputs)];
    }

    /// <summary>Makes the step of a node; nothing where it has none of its own.</summary>
    private HostStep? Step(GraphNode node)
    {
        if (scope.OnlyBranch(node) is { } only)
        {
            var merged = new Edge(node, 0);
            (_slots[merged], _types[merged]) = (Slot(only), KnownType(only));
            return null;
        }

        if (!ControlFlowOps.HoldsGraphs(node))
        {
            return Kernel(node);
        }

        var steps = new GraphSteps(scope, order.Used, Slot, KnownType);
        if (node.Op is not ("While" or "StatelessWhile" or "Exit"))
        {
            return steps.Branch(node, (edge, type) => _types[edge] = type);
        }

        // The first end of a loop makes the step for all of them.
        var plan = node.Op == "Exit" ? FrameLoop.Read(node) : FunctionLoop.Read(node);
        return _loops.Add(plan.Condition) ? steps.Loop(node, plan, (edge, type) => _types[edge] = type) : null;
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
                _types[edge] = PassKernels.HandsOn(node.Op) && _types.TryGetValue(node.Inputs[0], out var handed) ? handed : op.Type(node, edge.Index);
            }

            return new KernelStep(kernel, [.. node.Inputs.Select(Slot)], Array.ConvertAll(used, edge => (edge.Index, Slot(edge))), StateOps.Changes(node.Op));
        }
        catch (ModelRunException e)
        {
            throw new LoadException(e.Code, $"Op {node.Op} at node {node.Name}: {e.Message}", e);
        }
    }

    private SegmentStep Segment(IEnumerable<GraphNode> nodes, HashSet<Edge> exported)
    {
        var segment = new SegmentCompiler(order, scope);
        HashSet<GraphNode> own = [.. nodes];
        foreach (var node in nodes)
        {
            segment.Add(node, TypeOf);
        }

        foreach (var edge in exported.Where(edge => own.Contains(edge.Node)))
        {
            segment.Export(edge);
        }

        var session = scope.Sessions.Get(segment.Model);
        foreach (var (name, edge) in segment.Outputs)
        {
            _types[edge] = session.OutputType(name);
        }

        return new SegmentStep(session, [.. segment.Inputs.Select(input => (input.Name, Slot(input.Edge)))], [.. segment.Outputs.Select(output => (output.Name, Slot(output.Edge)))]);
    }
}
