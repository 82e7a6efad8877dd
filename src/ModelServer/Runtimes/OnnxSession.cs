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
    private readonly InferenceSession? _oneThread;
    private readonly bool _hasStrings;

    private OnnxSession(InferenceSession session, InferenceSession? oneThread)
    {
        _session = session;
        _oneThread = oneThread;
        _hasStrings = session.InputMetadata.Values.Concat(session.OutputMetadata.Values).Any(value => value.IsString);
    }

    /// <summary>Makes a model ready.</summary>
    /// <param name="oneThread">Whether to keep a second session, which stays on the thread that runs it, for when all processors are busy.</param>
    public static OnnxSession Create(OnnxModel model, LoadOptions options, WeightSet weights, bool oneThread)
    {
        OnnxEnvironment.Ensure();
        using var settings = Settings();
        if (options.MayUseAllThreads)
        {
            settings.DisablePerSessionThreads();
        }
        else
        {
            settings.IntraOpNumThreads = options.IntraOpThreads;
            settings.InterOpNumThreads = options.InterOpThreads;
        }

        var session = weights.CreateSession(model, settings);
        if (!oneThread)
        {
            return new OnnxSession(session, null);
        }

        try
        {
            using var single = Settings();
            single.IntraOpNumThreads = 1;
            return new OnnxSession(session, weights.CreateSession(model, single));
        }
        catch
        {
            session.Dispose();
            throw;
        }
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
            var session = RunCount.Enter() ? _session : _oneThread ?? _session;
            return _hasStrings ? RunWithStrings(session, inputNames.Names, inputs, outputNames.Names) : NativeRun.Run(session, Quiet, inputNames, inputs, outputNames);
        }
        catch (OnnxRuntimeException e)
        {
            throw RuntimeRefusal.Of(e.Message, e);
        }
        finally
        {
            RunCount.Leave();
        }
    }

    /// <summary>Gets the element type of an output, as the runtime inferred it.</summary>
    public DataType OutputType(string name) => OrtTensors.TypeOf((int)_session.OutputMetadata[name].ElementDataType);

    public void Dispose()
    {
        _session.Dispose();
        _oneThread?.Dispose();
    }

    private static SessionOptions Settings() => new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

    private static Tensor[] RunWithStrings(InferenceSession session, IReadOnlyCollection<string> inputNames, Tensor[] inputs, IReadOnlyCollection<string> outputNames)
    {
        var bound = new List<BoundTensor>(inputs.Length);
        try
        {
            foreach (var input in inputs)
            {
                bound.Add(BoundTensor.Bind(input));
            }

            using var results = session.Run(Quiet, inputNames, bound.ConvertAll(tensor => tensor.Value), outputNames);
            return [.. results.Select(OrtTensors.Copy)];
        }
        finally
        {
            bound.ForEach(tensor => tensor.Dispose());
        }
    }
}
