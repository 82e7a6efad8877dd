using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes;
using ModelServing.ModelServer.Runtimes.Host;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Finds what of a model the ONNX runtime cannot run, and plans its signatures around it.</summary>
internal sealed class HostLoading
{
    private readonly Dictionary<GraphNode, CheckpointKey> _keys;
    private readonly ModelInitializers _initializers;
    private readonly Checkpoint? _checkpoint;
    private readonly SessionSet _sessions;
    private readonly HostResources _resources;
    private readonly SignatureEffects _effects;
    private readonly ImportedGraph _graph;
    private readonly StatefulGraphs _stateful;
    private readonly HostGraphs _graphs;
    private readonly Lock _turn = new();

    public HostLoading(string folder, MetaGraphDef metaGraph, ImportedGraph graph, Checkpoint? checkpoint, SessionSet sessions)
    {
        _graph = graph;
        _stateful = new StatefulGraphs(graph);
        _graphs = new HostGraphs(graph, _stateful);
        _checkpoint = checkpoint;
        _sessions = sessions;
        _keys = RestoreTrace.Follow(graph, metaGraph.SaverDef?.RestoreOpName ?? string.Empty);
        _initializers = new ModelInitializers(metaGraph, graph);
        _effects = new SignatureEffects(metaGraph, graph, _stateful);
        _resources = new HostResources(_effects.Changing, _initializers, Variable, Evaluate);
        Constants = new ConstantFolder(node => _resources.IsChanging(node) ? null : Variable(node), AssetFiles.Read(folder, metaGraph, graph));
    }

    /// <summary>Gets the values that no request can change.</summary>
    public ConstantFolder Constants { get; }

    /// <summary>Tells whether calls of a signature change the model's state.</summary>
    public bool Changes(string signature) => _effects.Of(signature).Changes.Count > 0;

    /// <summary>Plans a signature that needs the host; nothing where the ONNX runtime can run it all.</summary>
    public CompiledSignature? TryCompile(string name, SignatureDef signature) =>
        new HostCompiler(name, signature, this, _graph, _resources, _effects).TryCompile();

    public HostScope Scope(Func<Edge, bool> isFed) => new(Constants, _resources, _graphs, _stateful, _sessions, isFed);

    public HostPlan Plan(NodeOrder order, StagePlan stages, HostScope scope, IReadOnlyDictionary<SignatureInput, Edge> inputs, IReadOnlyList<(string Alias, Edge Edge)> outputs)
    {
        var builder = new HostPlanBuilder(order, stages, scope);
        var slots = inputs.ToDictionary(pair => pair.Key.Name, pair => builder.Input([pair.Value], pair.Key.Type));
        return builder.Build(slots, outputs, _turn);
    }

    private Tensor Variable(GraphNode variable)
    {
        if (_checkpoint is not null && _keys.TryGetValue(variable, out var key))
        {
            return _checkpoint.Read(key);
        }

        return _initializers.OfVariable(variable) is { } value
            ? Evaluate(value)
            : throw new LoadException(ErrorCode.FailedPrecondition, $"Variable {variable.Name} has no value: {WhyUnassigned(variable)}");
    }

    /// <summary>Saving a model of Keras 3 as if it were one of Keras 2 restores a copy of each variable and leaves the one that is used without a value.</summary>
    private string WhyUnassigned(GraphNode variable)
    {
        var old = Assignments().Where(assignment => RestoreTrace.Origin(assignment.Target).Node == variable)
            .Select(assignment => RestoreTrace.Origin(assignment.Value).Node).FirstOrDefault(source => source.Op is "Restore" or "RestoreSlice");
        if (old is not null)
        {
            return $"it is restored by {old.Op} (node {old.Name}), which reads checkpoints of format V1; SavedModels are restored from format V2 only";
        }

        if (_checkpoint is null)
        {
            return "the SavedModel has no file variables/variables.index";
        }

        var copy = Assignments().Where(assignment => RestoreTrace.Origin(assignment.Value).Node == variable)
            .Select(assignment => RestoreTrace.Origin(assignment.Target).Node).FirstOrDefault(_keys.ContainsKey);
        return copy is null
            ? "the SavedModel's restore op does not assign it"
            : $"the SavedModel's restore op assigns it to the copy {copy.Name} only, as tf.saved_model.save does with models of Keras 3, which TensorFlow Serving cannot run: export with model.export()";
    }

    private IEnumerable<(Edge Target, Edge Value)> Assignments() =>
        _graph.Main.Nodes.Where(node => node is { Op: "Assign" or "AssignVariableOp", Inputs.Count: > 1 }).Select(node => (node.Inputs[0], node.Inputs[1]));

    /// <summary>Computes a value that depends on no request: out of the checkpoint, or by a run at load.</summary>
    private Tensor Evaluate(Edge edge)
    {
        if (RestoreTrace.Key(edge) is { } key)
        {
            return _checkpoint is not null ? StoredBytes.Load(_checkpoint.Read(key)) : throw new LoadException(ErrorCode.NotFound, $"Key {key.Name} is wanted but the SavedModel has no checkpoint");
        }

        if (Constants.TryGet(edge, out var known))
        {
            return known;
        }

        var scope = Scope(_ => false);
        var order = HostCompiler.Order([edge], Effects.None, scope, _ => false);
        HostCompiler.RefuseUnsupported(order, $"The initialization of {edge.Node.Name}");
        var plan = Plan(order, new StagePlan(order, scope, Effects.None), scope, new Dictionary<SignatureInput, Edge>(), [("value", edge)]);
        return plan.Run([], [], null)["value"];
    }
}
