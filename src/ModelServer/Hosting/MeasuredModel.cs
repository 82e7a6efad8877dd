using System.Diagnostics;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Hosting;

/// <summary>Counts the runs of a model's graph, whoever asked for them: batched requests share one.</summary>
internal sealed class MeasuredModel(IModel model, ServerMetrics metrics) : IModel
{
    public IReadOnlyDictionary<string, SignatureDef> Signatures => model.Signatures;

    public IReadOnlyDictionary<string, SignatureDef> JointSignatures => model.JointSignatures;

    public bool LetsGoOfInputs(string signature) => model.LetsGoOfInputs(signature);

    public IReadOnlyDictionary<string, Tensor> Run(string signature, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter)
    {
        var started = Stopwatch.GetTimestamp();
        var outputs = model.Run(signature, inputs, outputFilter);
        metrics.GraphRun(Stopwatch.GetElapsedTime(started));
        return outputs;
    }

    public void Dispose() => model.Dispose();
}
