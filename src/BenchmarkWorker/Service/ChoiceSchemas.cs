using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Names in the API's document the values that there are to choose from.</summary>
internal sealed class ChoiceSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false) is [AllowedValuesAttribute allowed])
        {
            var choosing = schema.Items as OpenApiSchema ?? schema;
            choosing.Enum = [.. allowed.Values.OfType<string>().Select(value => (JsonNode)value)];
        }

        return Task.CompletedTask;
    }
}
