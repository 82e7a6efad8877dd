using System.Text.Json.Nodes;
using k8s;
using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.States;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ExperimentApi.Platforms;

/// <summary>Two predictors of a SeldonDeployment, existing or made for the experiment, by their traffic.</summary>
internal sealed class SeldonPlatform(ICluster cluster) : IServingPlatform
{
    private const string Created = "created";

    public async Task<TargetObservation> ObserveAsync(ExperimentSnapshot snapshot, CancellationToken cancellationToken)
    {
        var definition = snapshot.Definition;
        var deployment = await cluster.FindAsync<SeldonDeployment>(definition.Target, definition.Namespace, cancellationToken);
        if (deployment is null)
        {
            return Missing(snapshot);
        }

        var problem = Problem(definition, deployment);
        var weight = await TreatmentWeightAsync(definition, cancellationToken);
        var traffic = Traffic(deployment);
        var isReady = deployment.Status is { State: "Available" } status
            && (status.ObservedGeneration is not { } observed || observed >= (deployment.Metadata.Generation ?? 0));
        return new()
        {
            Exists = true,
            IsReady = isReady,
            ControlBackend = Backend(definition, definition.Control),
            TreatmentBackend = isReady ? Backend(definition, definition.Treatment) : null,
            TreatmentWeight = weight,
            Managed = traffic,
            IsPromoted = isReady && weight == 100,
            IsRestored = isReady && snapshot.Saved is { } saved && JsonNode.DeepEquals(traffic, Restored(saved, definition)) && weight == (Restored(saved, definition)[definition.Treatment.Predictor ?? ""]?.GetValue<int>() ?? 0),
            Problem = problem,
        };
    }

    public async Task ActAsync(ExperimentSnapshot snapshot, TargetObservation target, CancellationToken cancellationToken)
    {
        var definition = snapshot.Definition;
        if (snapshot.Saved is not { } saved)
        {
            return;
        }

        if (!target.Exists)
        {
            if (snapshot.State == ExperimentState.Provisioning && saved[Created] is not null)
            {
                await cluster.CreateAsync(SeldonTemplate.Create(definition), cancellationToken);
            }

            return;
        }

        var wanted = snapshot.WantedWeight() is { } weight ? Split(definition, weight) : snapshot.State switch
        {
            ExperimentState.Promoting => Split(definition, 100),
            ExperimentState.RollingBack => Restored(saved, definition),
            _ => null,
        };
        if (wanted is not null && !wanted.All(entry => JsonNode.DeepEquals(entry.Value, target.Managed?[entry.Key])))
        {
            await PatchAsync(definition, wanted, cancellationToken);
        }
    }

    private static TargetObservation Missing(ExperimentSnapshot snapshot)
    {
        var definition = snapshot.Definition;
        return definition.Treatment.ModelUri is null
            ? new() { Problem = snapshot.State == ExperimentState.Validating ? $"there is no SeldonDeployment {definition.Target} in namespace {definition.Namespace}, and no model URIs to create it from" : null }
            : new() { IsReady = snapshot.State == ExperimentState.Validating, ControlBackend = Backend(definition, definition.Control), Managed = new() { [Created] = true } };
    }

    private static string Backend(ExperimentDefinition definition, ArmDefinition arm) => $"{definition.Target}-{arm.Predictor}";

    private static JsonObject Split(ExperimentDefinition definition, int treatment) =>
        new() { [definition.Control.Predictor ?? ""] = 100 - treatment, [definition.Treatment.Predictor ?? ""] = treatment };

    /// <summary>A deployment that the experiment made goes on with its control.</summary>
    private static JsonObject Restored(JsonObject saved, ExperimentDefinition definition) => saved[Created] is null ? saved : Split(definition, 0);

    private static JsonObject Traffic(SeldonDeployment deployment)
    {
        var traffic = new JsonObject();
        foreach (var predictor in deployment.Spec?.Predictors ?? [])
        {
            traffic[predictor.Name ?? ""] = predictor.Traffic ?? 0;
        }

        return traffic;
    }

    private static string? Problem(ExperimentDefinition definition, SeldonDeployment deployment)
    {
        var names = (deployment.Spec?.Predictors ?? []).Where(predictor => predictor.Shadow != true).Select(predictor => predictor.Name).ToList();
        var missing = new[] { definition.Control.Predictor, definition.Treatment.Predictor }.Except(names).ToList();
        return missing.Count > 0 ? $"SeldonDeployment {definition.Target} has no predictor {string.Join(" and no ", missing)}; it has {string.Join(", ", names)}"
            : names.Count > 2 ? $"SeldonDeployment {definition.Target} has {names.Count} predictors: an experiment splits the traffic of two"
            : deployment.Status is { State: "Failed" } status ? status.Description ?? "the SeldonDeployment has failed"
            : null;
    }

    /// <summary>The routes are the weights in force; the deployment's status does not report any.</summary>
    private async Task<int?> TreatmentWeightAsync(ExperimentDefinition definition, CancellationToken cancellationToken)
    {
        var routes = await cluster.FindAsync<VirtualService>(definition.Target + "-http", definition.Namespace, cancellationToken);
        var destinations = routes?.Spec?.Http is [{ Route: { } found }, ..] ? found : null;
        if (destinations is null)
        {
            return null;
        }

        var treatment = Backend(definition, definition.Treatment);
        var weight = destinations.Where(entry => entry.Destination?.Host.Split('.')[0] == treatment).Sum(entry => destinations.Count == 1 ? 100 : entry.Weight ?? 0);
        return weight;
    }

    private async Task PatchAsync(ExperimentDefinition definition, JsonObject traffic, CancellationToken cancellationToken)
    {
        // A merge patch replaces lists: the predictors go back whole, fenced by the version they were read at.
        var deployment = await cluster.FindAsync<SeldonDeployment>(definition.Target, definition.Namespace, cancellationToken);
        if (deployment?.Spec?.Predictors is not { } predictors)
        {
            return;
        }

        foreach (var predictor in predictors)
        {
            predictor.Traffic = (int?)traffic[predictor.Name ?? ""] ?? predictor.Traffic;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = deployment.Metadata.ResourceVersion },
            ["spec"] = new JsonObject { ["predictors"] = JsonNode.Parse(KubernetesJson.Serialize(predictors)) },
        };
        await cluster.PatchAsync<SeldonDeployment>(definition.Target, definition.Namespace, patch, null, cancellationToken);
    }
}
