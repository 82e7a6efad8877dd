using System.Runtime.InteropServices;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Grpc;

/// <summary>Checks a request's tensors against the signature and decodes them. Shapes are the model's business, not checked here.</summary>
internal static class PredictInputs
{
    public static ServingError? Read(List<PredictInput> given, TensorSignature signature, Dictionary<string, Tensor> inputs)
    {
        var defaults = signature.Definition.Defaults;
        if (given.Count > signature.Inputs.Count || (given.Count < signature.Inputs.Count && defaults.Count == 0))
        {
            return CountMismatch(given, signature);
        }

        foreach (var field in signature.Inputs)
        {
            var input = Find(given, field.Name);
            if (input.Name is null)
            {
                if (!defaults.TryGetValue(field.Name, out var value))
                {
                    return Missing(field, signature);
                }

                input = new PredictInput(field.Name, null, value);
            }

            if (!input.TryDecode(out var tensor))
            {
                return ServingError.Invalid($"tensor parsing error: {field.Name}");
            }

            if (tensor.DataType != field.Type)
            {
                return ServingError.Invalid($"Expects arg[0] to be {field.Type.Name()} but {tensor.DataType.Name()} is provided");
            }

            inputs[field.Name] = tensor;
        }

        return given.Count <= inputs.Count && given.TrueForAll(input => inputs.ContainsKey(input.Name)) ? null : Surplus(given, signature);
    }

    /// <summary>Checks which outputs are asked for.</summary>
    public static ServingError? CheckFilter(IReadOnlyCollection<string> filter, TensorSignature signature)
    {
        var seen = new HashSet<string>(filter.Count);
        foreach (var name in filter)
        {
            if (!signature.Outputs.Any(field => field.Name == name))
            {
                return ServingError.Invalid(
                    $"output tensor alias not found in signature: {name} Outputs expected to be in the set {{{Names(signature.Outputs)}}}.");
            }

            if (!seen.Add(name))
            {
                return ServingError.Invalid($"duplicate output tensor alias: {name}");
            }
        }

        return null;
    }

    /// <summary>Finds an input by its name; one without a name if there is none.</summary>
    public static PredictInput Find(List<PredictInput> given, string name)
    {
        foreach (ref readonly var input in CollectionsMarshal.AsSpan(given))
        {
            if (input.Name == name)
            {
                return input;
            }
        }

        return default;
    }

    private static ServingError CountMismatch(List<PredictInput> given, TensorSignature signature)
    {
        var sent = given.Select(input => input.Name).Order(StringComparer.Ordinal).ToList();
        var wanted = signature.Inputs.Select(field => field.Name).ToList();
        return ServingError.Invalid(
            $"input size does not match signature: {sent.Count}!={wanted.Count} len({{{string.Join(',', sent)}}}) != len({{{string.Join(',', wanted)}}}). "
            + $"Sent extra: {{{string.Join(',', sent.Except(wanted))}}}. Missing but required: {{{string.Join(',', wanted.Except(sent))}}}.");
    }

    private static ServingError Surplus(List<PredictInput> given, TensorSignature signature)
    {
        var unknown = given.Select(input => input.Name).Where(name => signature.Inputs.All(field => field.Name != name)).Order(StringComparer.Ordinal);
        return ServingError.Invalid($"Inputs contains invalid name. The signature has the inputs {{{Names(signature.Inputs)}}}, not {{{string.Join(',', unknown)}}}.");
    }

    private static ServingError Missing(TensorField field, TensorSignature signature)
    {
        var feed = signature.Definition.Inputs[field.Name].Name;
        return ServingError.Invalid(
            $"Signature input alias: {field.Name}(feed name: {feed}) not found in request and no default value provided. "
            + $"Inputs expected to be in the request {{{Names(signature.Inputs)}}}, or default input alias set: {string.Join(',', signature.Definition.Defaults.Keys)}");
    }

    private static string Names(IEnumerable<TensorField> fields) => string.Join(',', fields.Select(field => field.Name));
}
