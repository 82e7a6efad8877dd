using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>What of a definition cannot be changed: where its objects are, and the versions they may be stored in.</summary>
internal static class DefinitionUpdateRules
{
    private static readonly string[][] Immutable = [["spec", "group"], ["spec", "scope"], ["spec", "names", "kind"], ["spec", "names", "plural"]];

    public static void Check(JsonElement definition, JsonObject before, List<FieldError> errors)
    {
        foreach (var field in Immutable)
        {
            var value = definition.Text(field);
            if (value != before.Text(field))
            {
                errors.Add(FieldError.Invalid(string.Join('.', field), value, "field is immutable"));
            }
        }

        var versions = definition.Items("spec", "versions").Select(version => version.Text("name")).ToHashSet(StringComparer.Ordinal);
        var index = 0;
        foreach (var stored in definition.Items("status", "storedVersions").Select(item => item.ScalarText()))
        {
            if (!versions.Contains(stored))
            {
                errors.Add(FieldError.Invalid($"status.storedVersions[{index}]", stored, $"missing from spec.versions; {stored} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {stored} and removes {stored} from status.storedVersions"));
            }

            index++;
        }
    }
}
