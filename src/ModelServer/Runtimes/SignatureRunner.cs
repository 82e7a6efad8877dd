using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Examples;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>Runs one signature: fills in defaults, parses examples on the host, and hands numbers to the session.</summary>
internal sealed class SignatureRunner
{
    private readonly CompiledSignature _signature;
    private readonly OnnxSession? _session;
    private readonly Dictionary<string, Tensor> _defaults;

    private SignatureRunner(CompiledSignature signature, OnnxSession? session, Dictionary<string, Tensor> defaults)
    {
        _signature = signature;
        _session = session;
        _defaults = defaults;
    }

    public static SignatureRunner Create(CompiledSignature signature, SignatureDef definition, SessionSet sessions) => new(
        signature,
        signature.Refusal is null ? sessions.Get(signature.Model) : null,
        definition.Defaults.ToDictionary(pair => pair.Key, pair => TensorValues.Read(pair.Value, pair.Key)));

    public IReadOnlyDictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter)
    {
        if (_session is null)
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, _signature.Refusal ?? string.Empty);
        }

        List<string> names = [];
        List<Tensor> values = [];
        Gather(inputs, names, values);
        ParseExamples(inputs, names, values);
        var outputs = _signature.Outputs.Where(output => outputFilter is null or { Count: 0 } || outputFilter.Contains(output.Alias)).ToArray();
        var results = _session.Run(names, values, Array.ConvertAll(outputs, output => output.Name));
        var named = new Dictionary<string, Tensor>(outputs.Length, StringComparer.Ordinal);
        for (var i = 0; i < outputs.Length; i++)
        {
            named[outputs[i].Alias] = results[i];
        }

        return named;
    }

    private void Gather(IReadOnlyDictionary<string, Tensor> inputs, List<string> names, List<Tensor> values)
    {
        foreach (var (position, input) in _signature.Inputs.Index())
        {
            var value = Input(inputs, input.Alias);
            if (value.DataType != input.Type)
            {
                throw new ModelRunException(ErrorCode.InvalidArgument, $"Expects arg[{position}] to be {input.Type.Name()} but {value.DataType.Name()} is provided");
            }

            if (_signature.Fed.Contains(input.Name))
            {
                names.Add(input.Name);
                values.Add(value);
            }
        }
    }

    private void ParseExamples(IReadOnlyDictionary<string, Tensor> inputs, List<string> names, List<Tensor> values)
    {
        foreach (var step in _signature.Examples)
        {
            foreach (var (feature, value) in step.Features.Zip(ExampleParser.Parse(Input(inputs, step.Source), step.Features)))
            {
                names.Add(feature.Target);
                values.Add(value);
            }
        }
    }

    private Tensor Input(IReadOnlyDictionary<string, Tensor> inputs, string alias) =>
        inputs.TryGetValue(alias, out var value) || _defaults.TryGetValue(alias, out value)
            ? value
            : throw new ModelRunException(ErrorCode.InvalidArgument, $"Input {alias} is missing");
}
