using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.Kubernetes.Tests.Schemas.Structural;

/// <summary>Schemas and objects from JSON.</summary>
internal static class SchemaTexts
{
    /// <summary>Compiles the schema of an object whose <c>spec</c> has the given schema.</summary>
    public static StructuralSchema OfSpec(string spec) => Compile($$$"""{"type":"object","properties":{"spec":{{{spec}}}}}""");

    public static StructuralSchema Compile(string schema) => StructuralSchema.Compile(Element(schema));

    public static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement;

    public static JsonObject Object(string json) => JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException(json);

    public static IEnumerable<string> Print(IEnumerable<FieldError> errors) => errors.Select(error => $"{error.Reason} {error.Field}: {error.Message}");
}
