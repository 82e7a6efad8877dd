using ModelServing.Inference.Errors;
using ModelServing.Inference.Examples;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Serving;

/// <summary>Runs signatures that take serialized examples.</summary>
internal sealed class ExampleRunner(ServerMetrics metrics, RunDeadlines deadlines, MethodRules rules)
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

        if (rules.Check(method, signature) is { } error)
        {
            return error;
        }

        var run = await new ModelRun(servable, name, Inputs(examples), null).RunAsync(timeout, deadlines, cancellationToken);
        if (run.Outputs is null)
        {
            return new ServingResult<T>(null, run.Error);
        }

        metrics.Run(servable.Id.Name, method.Api, run.Elapsed);
        return method.Read(run.Outputs, examples.Count);
    }
    /// <summary>Runs signatures that have been checked, several at once where the model can; gives the outputs of each. Whoever calls holds the servable.</summary>
    public async Task<ServingResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>>>> RunManyAsync(
        Servable servable,
        IEnumerable<string> signatures,
        IReadOnlyList<ReadOnlyMemory<byte>> examples,
        CancellationToken cancellationToken)
    {
        var inputs = Inputs(examples);
        var results = new Dictionary<string, IReadOnlyDictionary<string, Tensor>>(StringComparer.Ordinal);
        var waiting = new Queue<JointRun>(JointRun.Plan(servable.Model, signatures));
        while (waiting.TryDequeue(out var joint))
        {
            var run = await new ModelRun(servable, joint.Signature, inputs, joint.Filter) { IsLogged = false }.RunAsync(Timeout.InfiniteTimeSpan, deadlines, cancellationToken);
            if (run.Outputs is { } outputs)
            {
                Take(servable, joint, inputs, outputs, results);
                metrics.Run(servable.Id.Name, "MultiInference", run.Elapsed);
            }
            else if (joint is { Filter: not null, Members.Count: > 1 })
            {
                // What failed may be an output that nobody asked for.
                joint.Divide().ToList().ForEach(waiting.Enqueue);
            }
            else
            {
                return new(null, run.Error);
            }
        }

        return results;
    }

    private static Dictionary<string, Tensor> Inputs(IReadOnlyList<ReadOnlyMemory<byte>> examples) =>
        new() { [ExampleOutputs.InputName] = Tensor.FromStrings([examples.Count], examples) };

    /// <summary>Takes the members' outputs out of a run's, and logs each member as if it had run alone: what is run has no name outside.</summary>
    private static void Take(
        Servable servable,
        JointRun joint,
        Dictionary<string, Tensor> inputs,
        IReadOnlyDictionary<string, Tensor> outputs,
        Dictionary<string, IReadOnlyDictionary<string, Tensor>> results)
    {
        foreach (var member in joint.Members.Keys)
        {
            results[member] = joint.Outputs(member, outputs);
            if (servable.RequestLogger is { } logger && logger.TrySample(servable.Id.Name, out var log))
            {
                log.Add(servable.Id, member, inputs, null, results[member]);
            }
        }
    }
}
