namespace Aspire.Hosting.Kubernetes;

/// <summary>The Kubernetes objects of one resource.</summary>
internal sealed class HelmObjects(IResource resource, HelmValues values)
{
    private readonly string _name = resource.Name.ToLowerInvariant();

    private IEnumerable<EndpointAnnotation> Endpoints => resource.Annotations.OfType<EndpointAnnotation>();

    public JsonObject Deployment(IReadOnlyList<string> arguments, bool hasConfig)
    {
        var container = new JsonObject { ["image"] = values.Image(resource), ["name"] = _name };
        Add(container, "envFrom", hasConfig ? [new JsonObject { ["configMapRef"] = new JsonObject { ["name"] = $"{_name}-config" } }] : []);
        Add(container, "args", arguments.Select(argument => (JsonNode)argument));
        Add(container, "ports", Endpoints.Select(endpoint => new JsonObject { ["name"] = endpoint.Name, ["protocol"] = "TCP", ["containerPort"] = values.Port(resource, endpoint) }));
        container["imagePullPolicy"] = "IfNotPresent";
        return Object("apps/v1", "Deployment", "deployment", new JsonObject
        {
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Labels() }, ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) } },
            ["selector"] = new JsonObject { ["matchLabels"] = Labels() },
            ["replicas"] = 1,
            ["revisionHistoryLimit"] = 3,
            ["strategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 1, ["maxUnavailable"] = 1 }, ["type"] = "RollingUpdate" },
        });
    }

    public JsonObject Service() => Object("v1", "Service", "service", new JsonObject
    {
        ["type"] = "ClusterIP",
        ["selector"] = Labels(),
        ["ports"] = new JsonArray([.. Endpoints.Select(endpoint => new JsonObject
        {
            ["name"] = endpoint.Name,
            ["protocol"] = "TCP",
            ["port"] = values.Port(resource, endpoint),
            ["targetPort"] = values.Port(resource, endpoint),
        })]),
    });

    public JsonObject ConfigMap(JsonObject data)
    {
        var value = Object("v1", "ConfigMap", "config", []);
        value.Remove("spec");
        value["data"] = data;
        return value;
    }

    private static void Add(JsonObject parent, string name, IEnumerable<JsonNode> items)
    {
        var array = new JsonArray([.. items]);
        if (array.Count > 0)
        {
            parent[name] = array;
        }
    }

    private JsonObject Object(string apiVersion, string kind, string suffix, JsonObject spec) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = $"{_name}-{suffix}", ["labels"] = Labels() },
        ["spec"] = spec,
    };

    private JsonObject Labels() => new()
    {
        ["app.kubernetes.io/name"] = "{{ .Chart.Name }}",
        ["app.kubernetes.io/component"] = _name,
        ["app.kubernetes.io/instance"] = "{{ .Release.Name }}",
    };
}
