using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Batching;

/// <summary>What one kind of call feeds and fetches, in the order of the tensors' names, so that calls over the same tensors share a queue.</summary>
internal sealed class SignatureTensors
{
    public SignatureTensors(TensorSignature signature, IReadOnlyCollection<string>? filter, IEnumerable<string> inputs)
    {
        Signature = signature.Name;
        Filter = filter;
        Inputs = Sorted(inputs.Select(alias => (alias, signature.Definition.Inputs[alias].Name)));
        var fetched = filter ?? signature.Outputs.Select(field => field.Name);
        Outputs = Sorted(fetched.Select(alias => (alias, signature.Definition.Outputs[alias].Name)));
        OutputAliases = Array.ConvertAll(Outputs, field => field.Alias);
        QueueKey = $"{string.Join(' ', Inputs.Select(field => field.Tensor))} > {string.Join(' ', Outputs.Select(field => field.Tensor))}";
    }

    public string Signature { get; }

    public IReadOnlyCollection<string>? Filter { get; }

    public (string Alias, string Tensor)[] Inputs { get; }

    public (string Alias, string Tensor)[] Outputs { get; }

    public string[] OutputAliases { get; }

    /// <summary>Gets what calls over the same tensors have in common.</summary>
    public string QueueKey { get; }

    private static (string Alias, string Tensor)[] Sorted(IEnumerable<(string Alias, string Tensor)> fields) =>
        [.. fields.OrderBy(field => field.Tensor, StringComparer.Ordinal).ThenBy(field => field.Alias, StringComparer.Ordinal)];
}
