using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Rest;

/// <summary>TensorFlow Serving's predict request body.</summary>
/// <remarks><c>{ "signature_name": string?, "instances": [ value | { name: value } ] | "inputs": value | { name: value } }</c>.</remarks>
public sealed class PredictBody : IDisposable
{
    private readonly JsonDocument _document;

    private PredictBody(JsonDocument document, string signatureName)
    {
        _document = document;
        SignatureName = signatureName;
    }

    /// <summary>The signature that is used when the request names none.</summary>
    public const string DefaultSignature = "serving_default";

    /// <summary>Gets the signature to run.</summary>
    public string SignatureName { get; }

    /// <summary>Parses a body as far as is possible without knowing the model.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out PredictBody? request, [NotNullWhen(false)] out ServingError? error)
    {
        request = null;
        if (!JsonDocument.TryParse(body, out var document, out error))
        {
            return false;
        }

        if (TryReadSignature(document.Root, out var signature, out error))
        {
            request = new PredictBody(document, signature);
            return true;
        }

        document.Dispose();
        return false;
    }

    /// <summary>Reads the input tensors a signature takes.</summary>
    public bool TryReadInputs(
        TensorSignature signature,
        out PredictFormat format,
        [NotNullWhen(true)] out Dictionary<string, Tensor>? inputs,
        [NotNullWhen(false)] out ServingError? error)
    {
        var root = _document.Root;
        format = PredictFormat.Row;
        inputs = null;
        if (signature.Inputs.Count == 0)
        {
            error = ServingError.Invalid($"Failed to get input map for signature: {(signature.Name == DefaultSignature ? "DEFAULT" : signature.Name)}");
            return false;
        }

        var hasRows = root.TryGet("instances"u8, out var rows);
        var hasColumns = root.TryGet("inputs"u8, out var columns);
        if (hasRows == hasColumns)
        {
            error = ServingError.Invalid(hasRows
                ? $"JSON Value: {JsonDump.Print(root)} Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist "
                : "Missing 'inputs' or 'instances' key");
            return false;
        }

        format = hasRows ? PredictFormat.Row : PredictFormat.Column;
        inputs = new Dictionary<string, Tensor>(signature.Inputs.Count);
        error = hasRows ? RowReader.Read(root, rows, signature, inputs) : ColumnReader.Read(columns, signature, inputs);
        return error is null;
    }

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    internal static bool TryReadSignature(JsonValue root, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out ServingError? error)
    {
        name = null;
        error = null;
        if (root.Kind != JsonKind.Object)
        {
            error = ServingError.Invalid($"JSON Value: {JsonDump.Print(root)} Is not object");
            return false;
        }

        if (!root.TryGet("signature_name"u8, out var value))
        {
            name = DefaultSignature;
            return true;
        }

        if (value.Kind != JsonKind.String)
        {
            error = ServingError.Invalid($"JSON Value: {JsonDump.Print(root)} not formatted correctly. 'signature_name' key must be a string value.");
            return false;
        }

        name = value.Utf8.IsEmpty ? DefaultSignature : value.AsText();
        return true;
    }
}
