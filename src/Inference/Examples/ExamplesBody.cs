using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;

namespace ModelServing.Inference.Examples;

/// <summary>TensorFlow Serving's classify and regress request body.</summary>
/// <remarks><c>{ "signature_name": string?, "context": { feature: value }?, "examples": [ { feature: value } ] }</c>.</remarks>
public sealed class ExamplesBody
{
    private ExamplesBody(string signatureName, List<ReadOnlyMemory<byte>> examples)
    {
        SignatureName = signatureName;
        Examples = examples;
    }

    /// <summary>Gets the signature to run.</summary>
    public string SignatureName { get; }

    /// <summary>Gets the examples as serialized messages, each with the context in front.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Examples { get; }

    /// <summary>Parses a body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out ExamplesBody? request, [NotNullWhen(false)] out ServingError? error)
    {
        request = null;
        if (!JsonDocument.TryParse(body, out var document, out error))
        {
            return false;
        }

        using (document)
        {
            List<ReadOnlyMemory<byte>> examples = [];
            if (!PredictBody.TryReadSignature(document.Root, out var signature, out error))
            {
                return false;
            }

            error = Read(document.Root, examples);
            request = error is null ? new ExamplesBody(signature, examples) : null;
            return request is not null;
        }
    }

    private static ServingError? Read(JsonValue root, List<ReadOnlyMemory<byte>> examples)
    {
        byte[] context = [];
        if (root.TryGet("context"u8, out var contextValue) && ReadExample(contextValue, out context) is { } contextError)
        {
            return contextError;
        }

        if (!root.TryGet("examples"u8, out var list))
        {
            // The original says classify whichever the method is.
            return ServingError.Invalid($"JSON Value: {JsonDump.Print(root)} When method is classify, key 'examples' is expected and was not found");
        }

        if (list.Kind != JsonKind.Array)
        {
            return ServingError.Invalid($"JSON Value: {JsonDump.Print(root)} Expecting 'examples' value to be an list/array");
        }

        if (list.Count == 0)
        {
            return ServingError.Invalid($"JSON Value: {JsonDump.Print(root)} 'examples' value is an empty array");
        }

        var value = list.FirstElement;
        for (var left = list.Count; left > 0; left--)
        {
            if (ReadExample(value, out var example) is { } error)
            {
                return error;
            }

            // Two messages behind each other are one, and the later one's features win.
            examples.Add((byte[])[.. context, .. example]);
            value = value.NextSibling;
        }

        return null;
    }

    private static ServingError? ReadExample(JsonValue value, out byte[] serialized)
    {
        serialized = [];
        if (value.Kind != JsonKind.Object)
        {
            return ServingError.Invalid($"Example must be JSON object but got JSON {TensorBuilder.KindName(value.Kind)}");
        }

        var example = new Example { Features = new Features() };
        var name = value.Count > 0 ? value.FirstName : default;
        for (var left = value.Count; left > 0; left--)
        {
            var feature = new Feature();
            var text = name.AsText();
            if (FeatureReader.Read(name.NextSibling, text, feature) is { } error)
            {
                return error;
            }

            example.Features.Feature[text] = feature;
            name = name.NextSibling.NextSibling;
        }

        serialized = example.ToByteArray();
        return null;
    }
}
