using ModelServing.Inference.Errors;
using Microsoft.ML.OnnxRuntime;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>An ONNX model ready to run. Inputs are read where they lie; outputs are copied once, out of the runtime's memory.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    // A caller's impossible shape is answered to the caller; the runtime would also print it.
    private readonly RunOptions _runOptions = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    private OnnxSession(InferenceSession session) => _session = session;

    public static OnnxSession Create(byte[] model, LoadOptions options)
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

        return new OnnxSession(new InferenceSession(model, settings));
    }

    public Tensor[] Run(IReadOnlyCollection<string> inputNames, IReadOnlyCollection<Tensor> inputs, IReadOnlyCollection<string> outputNames)
    {
        var bound = new List<BoundTensor>(inputs.Count);
        try
        {
            foreach (var input in inputs)
            {
                bound.Add(BoundTensor.Bind(input));
            }

            var values = bound.ConvertAll(tensor => tensor.Value);
            using var results = _session.Run(_runOptions, inputNames, values, outputNames);
            return [.. results.Select(OrtTensors.Copy)];
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, e.Message, e);
        }
        finally
        {
            bound.ForEach(tensor => tensor.Dispose());
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }
}
