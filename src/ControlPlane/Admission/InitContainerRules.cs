using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Admission;

/// <summary>The rules for containers that initialize a pod: only one that keeps running may have what only makes sense for such.</summary>
internal static class InitContainerRules
{
    private const string Always = "Always";

    private static readonly string[] OfSidecars = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

    public static IEnumerable<V1StatusCause> Check(JsonObject spec, string path)
    {
        var index = 0;
        foreach (var container in spec.Objects("initContainers"))
        {
            var at = $"{path}.initContainers[{index++}]";
            if (container.Text("restartPolicy") is { Length: > 0 } policy)
            {
                if (policy != Always)
                {
                    yield return Refusals.Cause($"{at}.restartPolicy", "FieldValueNotSupported", $"Unsupported value: \"{policy}\": supported values: \"{Always}\"");
                }

                continue;
            }

            foreach (var field in OfSidecars.Where(field => container[field] is not null))
            {
                yield return Refusals.Cause($"{at}.{field}", "FieldValueForbidden", $"Forbidden: may not be set for init containers without restartPolicy={Always}");
            }
        }
    }
}
