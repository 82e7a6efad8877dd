using ModelServing.Inference.Errors;
using ModelServing.Inference.Examples;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Serving;

/// <summary>Runs signatures that take serialized examples. Method names are not checked: newer exports all say predict.</summary>
internal sealed class ExampleRunner(ServerMetrics metrics, RunDeadlines deadlines)
{
    /// <summary>Runs a signature over examples. Whoever calls holds the servable.</summary>
    public async Task<ServingResult<T>> RunAsync<T>(
        ExampleMethod<T> method,
        Servable servable,
        string signatureName,
        IReadOnlyList<ReadOnlyMemory<byte>> examples,
        TimeSpan timeout,
        CancellationToken cancellationToken)
        where T : class
    {
        var name = signatureName.Length == 0 ? PredictBody.DefaultSignature : signatureName;
        if (!servable.Signatures.TryGetValue(name, out var signature))
        {
            return ServingError.Invalid($"No signature was found with the name: {name}");
        }

        if (method.Check(signature) is { } error)
        {
            return error;
        }

        var inputs = new Dictionary<string, Tensor> { [ExampleOutputs.InputName] = Tensor.FromStrings([examples.Count], examples) };
        var run = await new ModelRun(servable, name, inputs, null).RunAsync(timeout, deadlines, cancellationToken);
        if (run.Outputs is null)
        {
            return new ServingResult<T>(null, run.Error);
        }

        metrics.Run(servable.Id.Name, method.Api, run.Elapsed);
        return method.Read(run.Outputs, examples.Count);
    }
}
