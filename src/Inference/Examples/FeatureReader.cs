using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;

namespace ModelServing.Inference.Examples;

/// <summary>Reads one feature; its kind is that of its first element, and all others must have it, too.</summary>
/// <remarks>Strings are bytes; booleans and integers are int64; numbers with a fraction or exponent are floats.</remarks>
internal static class FeatureReader
{
    public static ServingError? Read(JsonValue value, string name, Feature feature)
    {
        if (value.Kind != JsonKind.Array)
        {
            return Add(value, name, feature);
        }

        var element = value.FirstElement;
        for (var left = value.Count; left > 0; left--)
        {
            if (Add(element, name, feature) is { } error)
            {
                return error;
            }

            element = element.NextSibling;
        }

        return null;
    }

    private static ServingError? Add(JsonValue value, string name, Feature feature)
    {
        switch (value.Kind)
        {
            case JsonKind.String:
                return AddBytes(feature, name, ByteString.CopyFrom(value.Utf8));
            case JsonKind.Object when Base64Object.TryGet(value, out var encoded):
                return Base64Object.TryDecode(encoded, out var bytes)
                    ? AddBytes(feature, name, ByteString.CopyFrom(bytes))
                    : ServingError.Invalid("Unable to base64 decode");
            case JsonKind.True or JsonKind.False:
                return AddInteger(feature, name, value.Kind == JsonKind.True ? 1 : 0);
            case JsonKind.Int64:
                return AddInteger(feature, name, value.Bits);
            case JsonKind.UInt64:
                return ServingError.Invalid($"Feature: {name} has uint64_t element. Only int64_t is supported.");
            case JsonKind.Double:
                return AddFloat(feature, name, (float)value.AsDouble());
            default:
                return ServingError.Invalid($"Feature: {name} has element with unexpected JSON type: {value.Kind}");
        }
    }

    private static ServingError? AddBytes(Feature feature, string name, ByteString value)
    {
        if (feature.KindCase is not (Feature.KindOneofCase.None or Feature.KindOneofCase.BytesList))
        {
            return Mismatch(feature, name);
        }

        (feature.BytesList ??= new BytesList()).Value.Add(value);
        return null;
    }

    private static ServingError? AddInteger(Feature feature, string name, long value)
    {
        if (feature.KindCase is not (Feature.KindOneofCase.None or Feature.KindOneofCase.Int64List))
        {
            return Mismatch(feature, name);
        }

        (feature.Int64List ??= new Int64List()).Value.Add(value);
        return null;
    }

    private static ServingError? AddFloat(Feature feature, string name, float value)
    {
        if (feature.KindCase is not (Feature.KindOneofCase.None or Feature.KindOneofCase.FloatList))
        {
            return Mismatch(feature, name);
        }

        (feature.FloatList ??= new FloatList()).Value.Add(value);
        return null;
    }

    private static ServingError Mismatch(Feature feature, string name)
    {
        var kind = feature.KindCase switch
        {
            Feature.KindOneofCase.BytesList => "bytes",
            Feature.KindOneofCase.Int64List => "int64",
            _ => "float",
        };
        return ServingError.Invalid($"Unexpected element type in feature: {name} expecting type: {kind}");
    }
}
