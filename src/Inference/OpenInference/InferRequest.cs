using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;

namespace ModelServing.Inference.OpenInference;

/// <summary>An inference request of the open inference protocol, JSON form.</summary>
/// <remarks><c>{ id?, parameters?, inputs: [ { name, shape, datatype, data } ], outputs?: [ { name } ] }</c>; <c>data</c> is flat or nested.</remarks>
public sealed class InferRequest
{
    private InferRequest()
    {
    }

    /// <summary>Gets the identifier the answer repeats, if one was given.</summary>
    public string? Id { get; private set; }

    /// <summary>Gets the signature named in the parameters, if one was.</summary>
    public string? SignatureName { get; private set; }

    /// <summary>Gets the tensors by name.</summary>
    public Dictionary<string, Tensors.Tensor> Inputs { get; } = [];

    /// <summary>Gets the outputs asked for; none means all.</summary>
    public IReadOnlyList<string> Outputs { get; private set; } = [];

    /// <summary>Parses a body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out InferRequest? request, [NotNullWhen(false)] out ServingError? error)
    {
        request = null;
        if (!JsonDocument.TryParse(body, out var document, out error))
        {
            return false;
        }

        using (document)
        {
            var read = new InferRequest();
            error = read.Read(document.Root);
            request = error is null ? read : null;
            return request is not null;
        }
    }

    private ServingError? Read(JsonValue root)
    {
        if (!root.TryGet("inputs"u8, out var inputs) || inputs.Kind != JsonKind.Array)
        {
            return ServingError.Invalid("The request needs \"inputs\": a list of tensors");
        }

        Id = InferInput.Text(root, "id"u8);
        SignatureName = root.TryGet("parameters"u8, out var parameters) ? InferInput.Text(parameters, "signature_name"u8) : null;
        if (root.TryGet("outputs"u8, out var outputs) && outputs.Kind == JsonKind.Array && ReadOutputs(outputs) is { } error)
        {
            return error;
        }

        var input = inputs.FirstElement;
        for (var left = inputs.Count; left > 0; left--)
        {
            var problem = InferInput.TryRead(input, out var name, out var tensor);
            if (problem is not null || tensor is null)
            {
                return problem;
            }

            Inputs[name] = tensor;
            input = input.NextSibling;
        }

        return null;
    }

    private ServingError? ReadOutputs(JsonValue outputs)
    {
        List<string> names = [];
        var output = outputs.FirstElement;
        for (var left = outputs.Count; left > 0; left--)
        {
            if (InferInput.Text(output, "name"u8) is not { } name)
            {
                return ServingError.Invalid("Each of \"outputs\" needs a \"name\"");
            }

            names.Add(name);
            output = output.NextSibling;
        }

        Outputs = names;
        return null;
    }
}
