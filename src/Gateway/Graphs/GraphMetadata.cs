using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Gateway.Graphs;

/// <summary>Puts the metadata of a graph's nodes together: each node's own, and what the whole takes and gives.</summary>
internal sealed class GraphMetadata(Predictor predictor, NodeClient client, NodeCall call)
{
    public async Task<GraphReply> ReadAsync(CancellationToken cancellationToken)
    {
        var models = new Dictionary<string, JsonObject>();
        foreach (var node in predictor.Nodes().Where(node => node.Backend is not null))
        {
            var reply = await client.SendAsync(node, NodePaths.For(predictor.Protocol, NodeMethod.Metadata, node.Name), null, call, cancellationToken);
            if (!reply.IsSuccess)
            {
                return reply.ToGraphReply();
            }

            if (!TryParse(reply.Payload.Body.Span, out var metadata))
            {
                return GraphError.FromExecutor($"the metadata of {node.Name} is not a JSON object");
            }

            models[node.Name] = metadata;
        }

        return Compose(models);
    }

    private static bool TryParse(ReadOnlySpan<byte> body, out JsonObject metadata)
    {
        try
        {
            metadata = JsonNode.Parse(body) as JsonObject ?? [];
            return metadata.Count > 0;
        }
        catch (JsonException)
        {
            metadata = [];
            return false;
        }
    }

    private static JsonNode? Inputs(GraphNode node, Dictionary<string, JsonObject> models) =>
        node.InputMethod is not null || node.RouteSource == RouteSource.Node || node.Children.Length == 0
            ? models.GetValueOrDefault(node.Name)?["inputs"]
            : Inputs(node.Children[0], models);

    private static JsonNode? Outputs(GraphNode node, Dictionary<string, JsonObject> models) =>
        node.TransformsOutput || node.Aggregates || node.Children.Length == 0
            ? models.GetValueOrDefault(node.Name)?["outputs"]
            : Outputs(node.Children[0], models);

    private Payload Compose(Dictionary<string, JsonObject> models)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", predictor.Name);
            writer.WriteStartObject("models");
            foreach (var (name, metadata) in models)
            {
                writer.WritePropertyName(name);
                metadata.WriteTo(writer);
            }

            writer.WriteEndObject();
            Write(writer, "graphinputs", Inputs(predictor.Root, models));
            Write(writer, "graphoutputs", Outputs(predictor.Root, models));
            writer.WriteEndObject();
        }

        return new(buffer.WrittenMemory, Payload.Json, null);
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonNode? value)
    {
        writer.WritePropertyName(name);
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}
