using System.Globalization;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Examples;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Ops;
using ModelServing.ModelServer.Runtimes.Host;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Plans one signature, if it needs the host.</summary>
internal sealed class HostCompiler(string name, SignatureDef signature, HostLoading model, ImportedGraph graph, HostResources resources, SignatureEffects effects)
{
    private readonly Dictionary<SignatureInput, Edge> _inputs = [];

    public static NodeOrder Order(IReadOnlyCollection<Edge> outputs, Effects effects, HostScope scope, Func<Edge, bool> isFed) =>
        NodeOrder.Create(outputs, effects.Changes, scope, isFed, node => !IsSupported(node), effects.Before);

    /// <exception cref="LoadException">A node can run neither on the host nor in the ONNX runtime.</exception>
    public static void RefuseUnsupported(NodeOrder order, string what)
    {
        var unsupported = order.Nodes.Where(node => !IsSupported(node)).Select(node => $"{node.Op} (node {node.Name})").Order(StringComparer.Ordinal).ToArray();
        if (unsupported.Length > 0)
        {
            throw new LoadException(ErrorCode.Unimplemented, $"{what} needs ops that are not supported: {string.Join(", ", unsupported)}");
        }
    }

    public CompiledSignature? TryCompile()
    {
        var infos = signature.Inputs.Values.Concat(signature.Outputs.Values);
        if (signature.Outputs.Count == 0 || name.StartsWith("__saved_model", StringComparison.Ordinal) || infos.Any(info => info.EncodingCase != TensorInfo.EncodingOneofCase.Name))
        {
            return null;
        }

        DeclareInputs();
        List<(string Alias, Edge Edge)> outputs = [.. signature.Outputs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, graph.Main.Resolve(pair.Value.Name)))];
        HashSet<Edge> fed = [.. _inputs.Values];
        var own = effects.Of(name);
        var scope = model.Scope(fed.Contains);
        var order = Order(outputs.ConvertAll(output => output.Edge), own, scope, fed.Contains);
        if (!NeedsHost(order, scope, fed))
        {
            return null;
        }

        return Refusal(order) is { } refusal
            ? new CompiledSignature { Refusal = refusal, Inputs = [.. _inputs.Keys] }
            : Compile(order, scope, outputs, own);
    }

    private static bool IsSupported(GraphNode node) => OpTable.Knows(node) || HostTable.Find(node.Op) is not null;

    private CompiledSignature Compile(NodeOrder order, HostScope scope, List<(string Alias, Edge Edge)> outputs, Effects own)
    {
        RefuseUnsupported(order, $"Signature {name}");
        var stages = new StagePlan(order, scope, own);
        return new CompiledSignature
        {
            Inputs = [.. _inputs.Keys],
            Fed = _inputs.Where(input => order.Used.Contains(input.Value)).Select(input => input.Key.Name).ToHashSet(),
            Host = Plan(order, stages, scope, outputs),
        };
    }

    private HostPlan Plan(NodeOrder order, StagePlan stages, HostScope scope, List<(string Alias, Edge Edge)> outputs)
    {
        try
        {
            return model.Plan(order, stages, scope, _inputs, outputs);
        }
        catch (LoadException e) when (e.Error.Code == ErrorCode.Unimplemented)
        {
            throw new LoadException(e.Error.Code, $"{e.Error.Message} (signature {name})", e);
        }
    }

    private void DeclareInputs()
    {
        foreach (var (alias, info) in signature.Inputs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var edge = graph.Main.Resolve(info.Name);
            var type = edge.Node.Op.StartsWith("Placeholder", StringComparison.Ordinal) ? edge.Node.Type("dtype") : (DataType)info.Dtype;
            _inputs[new SignatureInput(alias, string.Create(CultureInfo.InvariantCulture, $"in{_inputs.Count}"), type)] = edge;
        }
    }

    private string? Refusal(NodeOrder order) => order.Nodes.FirstOrDefault(node => node.Op is "Placeholder" or "PlaceholderV2") is { } placeholder
        ? $"You must feed a value for placeholder tensor '{placeholder.Name}' with dtype {placeholder.Type("dtype").Name()}; signature {name} does not"
        : null;

    /// <summary>Handing strings on is no reason, nor are examples whose features are all of fixed shape.</summary>
    private bool NeedsHost(NodeOrder order, HostScope scope, HashSet<Edge> fed) =>
        order.Used.Any(edge => resources.Holds(edge) || (ExampleStepReader.IsExample(edge.Node) && !ExampleStepReader.IsFixed(edge, fed)))
        || order.Nodes.Any(node => IsHosted(node) && !ExampleStepReader.IsExample(node) && !OnlyHandsOn(node) && StagePlan.NeedsHost(node, scope));

    private static bool IsHosted(GraphNode node) => HostTable.Find(node.Op) is not null || ControlFlowOps.HoldsGraphs(node);

    private static bool OnlyHandsOn(GraphNode node) => node.Op is "Identity" or "IdentityN" or "PlaceholderWithDefault" or "Reshape" or "StopGradient" or "EnsureShape" or "Switch" or "Enter";
}
