using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Manifests;

/// <summary>What became of one document of a manifest file.</summary>
/// <param name="File">The file, relative to the manifests' folder.</param>
/// <param name="Object">Kind and name, for example <c>Deployment model-serving/x</c>.</param>
/// <param name="Action"><c>created</c>, <c>configured</c>, <c>unchanged</c> or <c>failed</c>.</param>
/// <param name="Message">Why it failed.</param>
internal sealed record ManifestResult(string File, string Object, string Action, string? Message)
{
    public const string Created = "created";
    public const string Configured = "configured";
    public const string Unchanged = "unchanged";
    public const string Failed = "failed";

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["file"] = File, ["object"] = Object, ["action"] = Action };
        if (Message is not null)
        {
            json["message"] = Message;
        }

        return json;
    }
}
