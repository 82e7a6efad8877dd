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
    private readonly TensorNames _inputNames;
    private readonly TensorNames _outputNames;

    private SignatureRunner(CompiledSignature signature, OnnxSession? session, Dictionary<string, Tensor> defaults)
    {
        _signature = signature;
        _session = session;
        _defaults = defaults;
        _inputNames = new TensorNames(
        [
            .. signature.Inputs.Select(input => input.Name).Where(signature.Fed.Contains),
            .. signature.Examples.SelectMany(step => step.Features).Select(feature => feature.Target),
        ]);
        _outputNames = new TensorNames([.. signature.Outputs.Select(output => output.Name)]);
    }

    /// <summary>Gets a value indicating whether outputs are copies, and inputs nobody's once a run is over.</summary>
    public bool LetsGoOfInputs => _session is not null;

    public static SignatureRunner Create(CompiledSignature signature, SignatureDef definition, SessionSet sessions) => new(
        signature with { Model = null }, // the session has what it needs of it
        signature.Model is { } model ? sessions.Get(model) : null,
        definition.Defaults.ToDictionary(pair => pair.Key, pair => TensorValues.Read(pair.Value, pair.Key)));

    public IReadOnlyDictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter)
    {
        if (_session is null)
        {
            return RunOnHost(inputs, outputFilter);
        }

        var values = new Tensor[_inputNames.Count];
        ParseExamples(inputs, values, Gather(inputs, values));
        var outputs = _signature.Outputs;
        var names = _outputNames;
        if (outputFilter is { Count: > 0 })
        {
            outputs = [.. outputs.Where(output => outputFilter.Contains(output.Alias))];
            names = new TensorNames([.. outputs.Select(output => output.Name)]);
        }

        var results = _session.Run(_inputNames, values, names);
        var named = new Dictionary<string, Tensor>(results.Length, StringComparer.Ordinal);
        for (var i = 0; i < results.Length; i++)
        {
            named[outputs[i].Alias] = results[i];
        }

        return named;
    }

    private IReadOnlyDictionary<string, Tensor> RunOnHost(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter)
    {
        var plan = _signature.Host ?? throw new ModelRunException(ErrorCode.InvalidArgument, _signature.Refusal ?? string.Empty);
        var values = new Tensor[_inputNames.Count];
        Gather(inputs, values);
        return plan.Run(_inputNames.Names, values, outputFilter);
    }

    /// <summary>Puts the inputs that the session reads in their places, and gives the number of them.</summary>
    private int Gather(IReadOnlyDictionary<string, Tensor> inputs, Tensor[] values)
    {
        var count = 0;
        for (var position = 0; position < _signature.Inputs.Count; position++)
        {
            var input = _signature.Inputs[position];
            var value = Input(inputs, input.Alias);
            if (value.DataType != input.Type)
            {
                throw new ModelRunException(ErrorCode.InvalidArgument, $"Expects arg[{position}] to be {input.Type.Name()} but {value.DataType.Name()} is provided");
            }

            if (_signature.Fed.Contains(input.Name))
            {
                values[count++] = value;
            }
        }

        return count;
    }

    private void ParseExamples(IReadOnlyDictionary<string, Tensor> inputs, Tensor[] values, int count)
    {
        foreach (var step in _signature.Examples)
        {
            foreach (var value in ExampleParser.Parse(Input(inputs, step.Source), step.Features))
            {
                values[count++] = value;
            }
        }
    }

    private Tensor Input(IReadOnlyDictionary<string, Tensor> inputs, string alias) =>
        inputs.TryGetValue(alias, out var value) || _defaults.TryGetValue(alias, out value)
            ? value
            : throw new ModelRunException(ErrorCode.InvalidArgument, $"Input {alias} is missing");
}
