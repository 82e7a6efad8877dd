using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>Completes, checks and establishes custom resource definitions.</summary>
internal sealed class DefinitionAdmission(ServedResources served, TimeProvider timeProvider, ILogger<DefinitionAdmission> logger) : IAdmission
{
    private readonly ConcurrentDictionary<string, bool> _logged = new();

    public bool AppliesTo(ResourceDefinition resource) => resource.GroupResource == DefinitionNames.Resource;

    public V1Status? Admit(AdmissionRequest request)
    {
        var definition = request.Object;
        if (request.Operation == AdmissionOperation.Delete || request.Subresource is not null || definition["metadata"]?["deletionTimestamp"] is not null)
        {
            return null;
        }

        DefinitionDefaults.Apply(definition);
        var element = JsonDocument.Parse(JsonBytes.Of(definition)).RootElement;
        var errors = DefinitionValidator.Validate(element, request.OldObject);
        if (errors.Count > 0)
        {
            return Refusals.Invalid(request.Resource, definition.Text("metadata", "name") ?? "",
                [.. errors.Select(error => Refusals.Cause(error.Field, error.Reason, error.Message))]);
        }

        Warn(request, element);
        KeepFinalizer(definition);
        DefinitionStatus.Set(definition, served.Current.All, timeProvider.GetUtcNow());
        return null;
    }

    /// <summary>A rule that is not evaluated must not pass for one that is.</summary>
    private void Warn(AdmissionRequest request, JsonElement definition)
    {
        var name = definition.Text("metadata", "name");
        if (definition.At("spec") is { } spec && ConversionRules.Warning(spec) is { } warning)
        {
            request.Warnings.Add(warning);
        }

        foreach (var version in definition.Items("spec", "versions"))
        {
            if (version.At("schema", "openAPIV3Schema") is not { } schema || !schema.GetRawText().Contains("x-kubernetes-validations", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var rule in StructuralSchema.Compile(schema).UnevaluatedRules)
            {
                request.Warnings.Add(rule);
                if (_logged.TryAdd($"{name} {rule}", true))
                {
                    CustomResourcesLog.RuleNotEvaluated(logger, name, rule);
                }
            }
        }
    }

    private static void KeepFinalizer(JsonObject definition)
    {
        var metadata = definition.Child("metadata");
        var finalizers = metadata["finalizers"] as JsonArray ?? [];
        if (!finalizers.Any(name => name?.ToString() == DefinitionNames.CleanupFinalizer))
        {
            finalizers.Add((JsonNode)DefinitionNames.CleanupFinalizer);
            metadata["finalizers"] = finalizers.DeepClone();
        }
    }
}
