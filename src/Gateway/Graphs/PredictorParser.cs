using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Graphs;

/// <summary>Reads the annotation in which the control plane hands a predictor's defaulted graph to the gateway.</summary>
/// <remarks><c>{deployment, namespace, predictor, protocol, annotations, graph}</c>; graph is Seldon's PredictiveUnit with resolved endpoints.</remarks>
internal static class PredictorParser
{
    public const string Annotation = "modelserving.dev/seldon-predictor";

    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 2 * MaxDepth + 8 };

    public static bool TryParse(string json, Func<BackendKey, Backend> backends, out Predictor? predictor, out string? error)
    {
        try
        {
            predictor = Parse(JsonNode.Parse(json, documentOptions: Options)?.AsObject(), backends);
            error = predictor is null ? "it names no deployment or no graph" : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            (predictor, error) = (null, exception.Message);
        }

        return error is null;
    }

    private static Predictor? Parse(JsonObject? root, Func<BackendKey, Backend> backends)
    {
        if (root is null || Text(root, "deployment") is not { } deployment || root["graph"] is not JsonObject graph)
        {
            return null;
        }

        var ns = Text(root, "namespace") ?? "default";
        var annotations = root["annotations"] as JsonObject;
        return new()
        {
            Deployment = deployment,
            Namespace = ns,
            Name = Text(root, "predictor") ?? "default",
            Protocol = Text(root, "protocol") switch
            {
                "tensorflow" => SeldonProtocol.TensorFlow,
                "v2" or "kfserving" => SeldonProtocol.V2,
                _ => SeldonProtocol.Seldon,
            },
            Version = annotations is null ? "" : Text(annotations, "version") ?? "",
            NodeTimeout = annotations is not null && int.TryParse(Text(annotations, "seldon.io/rest-timeout"), out var milliseconds) && milliseconds > 0
                ? TimeSpan.FromMilliseconds(milliseconds)
                : null,
            Root = Node(graph, ns, backends, 0),
        };
    }

    private static GraphNode Node(JsonObject unit, string ns, Func<BackendKey, Backend> backends, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"the graph is deeper than {MaxDepth} levels");
        }

        var type = Text(unit, "type");
        var methods = unit["methods"] as JsonArray ?? [];
        bool Has(string method) => methods.Any(entry => entry?.GetValue<string>() == method);
        var children = unit["children"] as JsonArray ?? [];
        var ratio = Ratio.Parse(unit["parameters"] as JsonArray);
        return new()
        {
            Name = Text(unit, "name") ?? "",
            Backend = Endpoint(unit["endpoint"] as JsonObject, "httpPort", ns, backends),
            GrpcBackend = Endpoint(unit["endpoint"] as JsonObject, "grpcPort", ns, backends),
            Children = [.. children.Select(child => Node(child?.AsObject() ?? throw new FormatException("a child is null"), ns, backends, depth + 1))],
            InputMethod = type == "TRANSFORMER" || Has("TRANSFORM_INPUT") ? NodeMethod.TransformInput : type == "MODEL" ? NodeMethod.Predict : null,
            RouteSource = type == "ROUTER" || Has("ROUTE") ? RouteSource.Node
                : Text(unit, "implementation") == "RANDOM_ABTEST" ? RouteSource.RandomSplit : RouteSource.AllChildren,
            Aggregates = type == "COMBINER" || Has("AGGREGATE"),
            TransformsOutput = type == "OUTPUT_TRANSFORMER" || Has("TRANSFORM_OUTPUT"),
            TakesFeedback = type is "MODEL" or "ROUTER" || Has("SEND_FEEDBACK"),
            RatioA = ratio.Value,
            RatioError = ratio.Error,
        };
    }

    private static Backend? Endpoint(JsonObject? endpoint, string portName, string ns, Func<BackendKey, Backend> backends)
    {
        if (endpoint is null || Text(endpoint, "service_host") is not { Length: > 0 } host)
        {
            return null;
        }

        var port = Number(endpoint, portName) ?? (portName == "httpPort" ? Number(endpoint, "service_port") : null);
        if (port is not > 0)
        {
            return null;
        }

        // An address is not a Service: it is its own only endpoint.
        return host == "localhost" || System.Net.IPAddress.TryParse(host, out _)
            ? new(new("", host, port.Value), [new(host, port.Value)])
            : backends(BackendKey.Parse(host, port.Value, ns));
    }

    private static string? Text(JsonObject parent, string name) => parent[name]?.GetValue<string>();

    private static int? Number(JsonObject parent, string name) => parent[name]?.GetValue<int>();
}
