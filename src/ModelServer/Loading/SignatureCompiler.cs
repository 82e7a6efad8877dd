using System.Globalization;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Examples;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading;

/// <summary>Converts what one signature needs: walks back from its outputs, stops at its inputs, and leaves the rest of the graph alone.</summary>
internal sealed class SignatureCompiler(ImportedGraph graph, ConstantFolder constants, string name, SignatureDef signature)
{
    private readonly OnnxGraphWriter _writer = new();
    private readonly ConvertedValues _values = new();
    private readonly Dictionary<Edge, SignatureInput> _inputs = [];
    private readonly HashSet<string> _fed = [];
    private readonly Dictionary<Edge, List<DenseFeature>> _examples = [];
    private readonly HashSet<string> _unsupported = new(StringComparer.Ordinal);
    private string? _refusal;

    public CompiledSignature Compile()
    {
        var infos = signature.Inputs.Values.Concat(signature.Outputs.Values);
        if (signature.Outputs.Count == 0 || name.StartsWith("__saved_model", StringComparison.Ordinal))
        {
            return new CompiledSignature { Refusal = $"Signature {name} computes nothing that can be returned" };
        }

        if (infos.Any(info => info.EncodingCase != TensorInfo.EncodingOneofCase.Name))
        {
            return new CompiledSignature { Refusal = $"Signature {name} has sparse or composite tensors, which are not supported" };
        }

        var inputs = DeclareInputs();
        var outputs = ConvertOutputs();
        if (_unsupported.Count > 0)
        {
            throw new LoadException(ErrorCode.Unimplemented, $"Signature {name} needs ops that are not supported: {string.Join(", ", _unsupported.Order(StringComparer.Ordinal))}");
        }

        return _refusal is not null ? new CompiledSignature { Refusal = _refusal, Inputs = inputs } : new CompiledSignature
        {
            Model = _writer.ToModel(),
            Inputs = inputs,
            Fed = _fed,
            Outputs = outputs,
            Examples = [.. _examples.Select(pair => new ExampleStep(_inputs[pair.Key].Alias, pair.Value))],
        };
    }

    private List<SignatureInput> DeclareInputs()
    {
        List<SignatureInput> inputs = [];
        foreach (var (alias, info) in signature.Inputs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var edge = graph.Main.Resolve(info.Name);
            var type = edge.Node.Op.StartsWith("Placeholder", StringComparison.Ordinal) ? edge.Node.Type("dtype") : (DataType)info.Dtype;
            var input = new SignatureInput(alias, string.Create(CultureInfo.InvariantCulture, $"in{inputs.Count}"), type);
            inputs.Add(input);
            _inputs[edge] = input;
        }

        return inputs;
    }

    private List<SignatureOutput> ConvertOutputs()
    {
        var rules = new ConversionRules(TryConvertSource, _inputs.ContainsKey, () => _unsupported.Count > 0 || _refusal is not null);
        var converter = new GraphConverter(constants, _writer, _values, rules);
        List<SignatureOutput> outputs = [];
        foreach (var (alias, info) in signature.Outputs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var value = Convert(converter, graph.Main.Resolve(info.Name));
            var output = string.Create(CultureInfo.InvariantCulture, $"out{outputs.Count}");
            _writer.Output(output, value, (DataType)info.Dtype);
            outputs.Add(new SignatureOutput(alias, output));
        }

        return outputs;
    }

    private string Convert(GraphConverter converter, Edge output)
    {
        try
        {
            return converter.Convert(output);
        }
        catch (LoadException e) when (e.Error.Code == ErrorCode.Unimplemented)
        {
            throw new LoadException(e.Error.Code, $"{e.Error.Message} (signature {name})", e);
        }
    }

    /// <summary>Handles values that come from outside the graph, or from nowhere.</summary>
    private bool TryConvertSource(Edge edge)
    {
        if (_inputs.TryGetValue(edge, out var input))
        {
            Feed(edge, input.Name, input.Type);
            _fed.Add(input.Name);
        }
        else if (ExampleStepReader.IsExample(edge.Node))
        {
            ConvertExample(edge);
        }
        else if (edge.Node.Op is "Placeholder" or "PlaceholderV2")
        {
            _refusal ??= $"You must feed a value for placeholder tensor '{edge.Node.Name}' with dtype {edge.Node.Type("dtype").Name()}; signature {name} does not";
            _values[edge] = string.Empty;
        }
        else if (!OpTable.Knows(edge.Node))
        {
            _unsupported.Add($"{edge.Node.Op} (node {edge.Node.Name})");
            _values[edge] = string.Empty;
        }

        return _values.ContainsKey(edge);
    }

    private void Feed(Edge edge, string value, DataType type)
    {
        _writer.Input(value, type);
        _values[edge] = value;
    }

    private void ConvertExample(Edge edge)
    {
        var source = RestoreTrace.Origin(edge.Node.Inputs[0]);
        if (!_inputs.ContainsKey(source))
        {
            throw new LoadException(ErrorCode.Unimplemented, $"Op {edge.Node.Op} at node {edge.Node.Name}: serialized examples must be an input of signature {name}");
        }

        var features = _examples.TryGetValue(source, out var known) ? known : _examples[source] = [];
        var feature = ExampleStepReader.Feature(edge, string.Create(CultureInfo.InvariantCulture, $"example{_examples.Count}_{features.Count}"), constants);
        features.Add(feature);
        Feed(edge, feature.Target, feature.Type);
    }
}
