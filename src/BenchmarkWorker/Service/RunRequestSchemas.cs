using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Describes a run's members in the API's document by each other's names, with the values that there are to choose from.</summary>
internal sealed class RunRequestSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } member && member.DeclaringType == typeof(RunRequest) && RunOption.All.FirstOrDefault(option => option.Member == member.Name) is { } option)
        {
            schema.Description = option.MemberDescription;
            if (option.Choices.Count > 0)
            {
                var choosing = schema.Items as OpenApiSchema ?? schema;
                choosing.Enum = [.. option.Choices.Select(value => (JsonNode)value)];
            }
        }

        return Task.CompletedTask;
    }
}
