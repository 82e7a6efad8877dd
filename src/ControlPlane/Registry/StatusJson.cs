using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Registry;

/// <summary>Writes a Status. KubernetesClient's own converter only reads them.</summary>
internal static class StatusJson
{
    public static JsonObject Of(V1Status status)
    {
        var json = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = status.Status ?? (status.Code >= 400 ? "Failure" : "Success"),
        };
        Add(json.Child("metadata"), "continue", status.Metadata?.ContinueProperty);
        Add(json, "message", status.Message);
        Add(json, "reason", status.Reason);
        if (status.Details is { } details)
        {
            json["details"] = Details(details);
        }

        json["code"] = status.Code ?? 500;
        return json;
    }

    private static JsonObject Details(V1StatusDetails details)
    {
        var json = new JsonObject();
        Add(json, "name", details.Name);
        Add(json, "group", details.Group);
        Add(json, "kind", details.Kind);
        Add(json, "uid", details.Uid);
        if (details.Causes is { Count: > 0 } causes)
        {
            json["causes"] = new JsonArray([.. causes.Select(Cause)]);
        }

        if (details.RetryAfterSeconds is { } seconds)
        {
            json["retryAfterSeconds"] = seconds;
        }

        return json;
    }

    private static JsonObject Cause(V1StatusCause cause)
    {
        var json = new JsonObject();
        Add(json, "reason", cause.Reason);
        Add(json, "message", cause.Message);
        Add(json, "field", cause.Field);
        return json;
    }

    private static void Add(JsonObject json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json[name] = value;
        }
    }
}
