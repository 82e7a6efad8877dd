using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Admission;

/// <summary>The rules for containers that initialize a pod: only one that keeps running may have what only makes sense for such.</summary>
internal static class InitContainerRules
{
    private const string Always = "Always";

    private static readonly string[] OfSidecars = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

    /// <param name="path">Where the container is.</param>
    /// <param name="container">The container.</param>
    public static IEnumerable<V1StatusCause> Check(string path, JsonObject container) => container.Text("restartPolicy") switch
    {
        Always => [],
        { Length: > 0 } policy => [Refusals.Cause($"{path}.restartPolicy", "FieldValueNotSupported", $"Unsupported value: \"{policy}\": supported values: \"{Always}\"")],
        _ => from field in OfSidecars
             where container[field] is not null
             select Refusals.Cause($"{path}.{field}", "FieldValueForbidden", $"Forbidden: may not be set for init containers without restartPolicy={Always}"),
    };
}
