using Microsoft.ML.OnnxRuntime;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Onnx;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>An ONNX model ready to run. Inputs are read where they lie; outputs are copied once, out of the runtime's memory.</summary>
internal sealed class OnnxSession : IDisposable
{
    // A caller's impossible shape is answered to the caller; the runtime would also print it.
    private static readonly RunOptions Quiet = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    private readonly InferenceSession _session;
    private readonly bool _hasStrings;

    private OnnxSession(InferenceSession session)
    {
        _session = session;
        _hasStrings = session.InputMetadata.Values.Concat(session.OutputMetadata.Values).Any(value => value.IsString);
    }

    public static OnnxSession Create(OnnxModel model, LoadOptions options, WeightSet weights)
    {
        OnnxEnvironment.Ensure();
        using var settings = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        if (options.IntraOpThreads == 0 && options.InterOpThreads == 0)
        {
            settings.DisablePerSessionThreads();
        }
        else
        {
            settings.IntraOpNumThreads = options.IntraOpThreads;
            settings.InterOpNumThreads = options.InterOpThreads;
        }

        return new OnnxSession(weights.CreateSession(model, settings));
    }

    /// <summary>Runs the model.</summary>
    /// <exception cref="RuntimeRefusal">The runtime refused the inputs.</exception>
    public Tensor[] Run(IReadOnlyCollection<string> inputNames, IReadOnlyCollection<Tensor> inputs, IReadOnlyCollection<string> outputNames) =>
        Run(new TensorNames([.. inputNames]), [.. inputs], new TensorNames([.. outputNames]));

    /// <summary>Runs the model on names that are known beforehand.</summary>
    /// <exception cref="RuntimeRefusal">The runtime refused the inputs.</exception>
    public Tensor[] Run(TensorNames inputNames, Tensor[] inputs, TensorNames outputNames)
    {
        try
        {
            return _hasStrings ? RunWithStrings(inputNames.Names, inputs, outputNames.Names) : NativeRun.Run(_session, Quiet, inputNames, inputs, outputNames);
        }
        catch (OnnxRuntimeException e)
        {
            throw RuntimeRefusal.Of(e.Message, e);
        }
    }

    /// <summary>Gets the element type of an output, as the runtime inferred it.</summary>
    public DataType OutputType(string name) => OrtTensors.TypeOf((int)_session.OutputMetadata[name].ElementDataType);

    public void Dispose() => _session.Dispose();

    private Tensor[] RunWithStrings(IReadOnlyCollection<string> inputNames, Tensor[] inputs, IReadOnlyCollection<string> outputNames)
    {
        var bound = new List<BoundTensor>(inputs.Length);
        try
        {
            foreach (var input in inputs)
            {
                bound.Add(BoundTensor.Bind(input));
            }

            using var results = _session.Run(Quiet, inputNames, bound.ConvertAll(tensor => tensor.Value), outputNames);
            return [.. results.Select(OrtTensors.Copy)];
        }
        finally
        {
            bound.ForEach(tensor => tensor.Dispose());
        }
    }
}
