using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Builds the pod of a predictor from the service and its runtime.</summary>
internal static class PredictorTemplate
{
    private const string StorageInitializer = "storage-initializer";
    private const string StorageVolume = "kserve-provision-location";
    private const string StorageImage = "kserve/storage-initializer:v0.20.0";
    private const int DefaultPort = 8080;

    public static RevisionSpec Build(InferenceService service, ServingRuntime? runtime)
    {
        var predictor = service.Spec?.Predictor ?? new PredictorSpec();
        var spec = KubernetesJson.Deserialize<RevisionSpec>(KubernetesJson.Serialize(predictor));
        spec.Containers = runtime is not null && predictor.Model is { } model
            ? [ModelContainer(service, runtime, model), .. spec.Containers ?? []]
            : [.. spec.Containers ?? []];
        spec.ContainerConcurrency = predictor.ContainerConcurrency ?? 0;
        spec.TimeoutSeconds = predictor.Timeout ?? 300;
        spec.ResponseStartTimeoutSeconds = predictor.Timeout;
        if (spec.Containers.FirstOrDefault(container => container.Name == KServeNames.Container) is { } main)
        {
            main.Ports = main.Ports is { Count: > 0 } ports ? ports : [new V1ContainerPort { Name = "http1", ContainerPort = DefaultPort, Protocol = "TCP" }];
            if (StorageUri(predictor) is { Length: > 0 } uri)
            {
                AddStorage(spec, main, uri);
            }
        }

        return spec;
    }

    /// <summary>The mount path that two mounts of a container share, or null: no API server accepts that.</summary>
    public static string? DuplicateMount(RevisionSpec spec)
    {
        foreach (var (container, index) in spec.Containers.Select((container, index) => (container, index)))
        {
            var mounts = (container.VolumeMounts ?? []).ToList();
            var second = mounts.FindIndex(mount => mounts.First(other => other.MountPath == mount.MountPath) != mount);
            if (second >= 0)
            {
                return $"spec.template.spec.containers[{index}].volumeMounts[{second}].mountPath: Invalid value: \"{mounts[second].MountPath}\": must be unique";
            }
        }

        return null;
    }

    private static string? StorageUri(PredictorSpec predictor) =>
        predictor.Model?.StorageUri
        ?? predictor.StorageUris?.FirstOrDefault()?.Uri
        ?? predictor.Containers?.FirstOrDefault()?.Env?.FirstOrDefault(variable => variable.Name == "STORAGE_URI")?.Value;

    private static V1Container ModelContainer(InferenceService service, ServingRuntime runtime, PredictorModel model)
    {
        var container = KubernetesJson.Deserialize<V1Container>(KubernetesJson.Serialize(model));
        container.Name = KServeNames.Container;
        container.Image = model.Image is { Length: > 0 } image ? image : WithTag(runtime.Image, model.RuntimeVersion);
        container.Command = model.Command is { Count: > 0 } command ? command : runtime.Command is { Length: > 0 } own ? own : null;
        container.Args = [.. runtime.Args.Select(argument => Fill(argument, service)), .. model.Args ?? []];
        container.Env = [.. Environment(service, runtime, model)];
        container.Resources ??= new V1ResourceRequirements();
        container.Resources.Limits = WithDefaults(container.Resources.Limits);
        container.Resources.Requests = WithDefaults(container.Resources.Requests);
        return container;
    }

    private static IEnumerable<V1EnvVar> Environment(InferenceService service, ServingRuntime runtime, PredictorModel model)
    {
        var own = model.Env ?? [];
        var inherited = runtime.Env.Select(pair => new V1EnvVar { Name = pair.Key, Value = Fill(pair.Value, service) });
        var added = new List<V1EnvVar> { new() { Name = "INFERENCE_SERVICE_NAME", Value = service.Metadata.Name } };
        if (runtime.Name == "kserve-mlserver")
        {
            added.Add(new V1EnvVar { Name = "MLSERVER_MODEL_NAME", Value = service.Metadata.Name });
            added.Add(new V1EnvVar { Name = "MLSERVER_MODEL_URI", Value = KServeNames.ModelFolder });
        }

        return inherited.Concat(added).Where(variable => own.All(other => other.Name != variable.Name)).Concat(own);
    }

    private static Dictionary<string, ResourceQuantity> WithDefaults(IDictionary<string, ResourceQuantity>? resources)
    {
        var result = new Dictionary<string, ResourceQuantity>(resources ?? new Dictionary<string, ResourceQuantity>());
        result.TryAdd("cpu", new ResourceQuantity("1"));
        result.TryAdd("memory", new ResourceQuantity("2Gi"));
        return result;
    }

    private static string WithTag(string image, string? version) =>
        string.IsNullOrEmpty(version) ? image : $"{image[..image.LastIndexOf(':')]}:{version}";

    /// <summary>Fills in <c>{{.Name}}</c>, <c>{{.Labels.x}}</c> and <c>{{.Annotations.x}}</c>; what is absent becomes empty.</summary>
    private static string Fill(string text, InferenceService service)
    {
        var start = text.IndexOf("{{.", StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf("}}", start, StringComparison.Ordinal);
        if (end < 0)
        {
            return text;
        }

        var path = text[(start + 3)..end];
        var value = path switch
        {
            "Name" => service.Metadata.Name,
            _ when path.StartsWith("Labels.", StringComparison.Ordinal) => service.GetLabel(path[7..]),
            _ when path.StartsWith("Annotations.", StringComparison.Ordinal) => service.GetAnnotation(path[12..]),
            _ => null,
        };
        return $"{text[..start]}{value}{text[(end + 2)..]}";
    }

    private static void AddStorage(RevisionSpec spec, V1Container main, string uri)
    {
        V1VolumeMount Mount(bool readOnly) => new() { Name = StorageVolume, MountPath = KServeNames.ModelFolder, ReadOnlyProperty = readOnly ? true : null };
        spec.Volumes = [.. spec.Volumes ?? [], new V1Volume { Name = StorageVolume, EmptyDir = new V1EmptyDirVolumeSource() }];
        main.VolumeMounts = [.. main.VolumeMounts ?? [], Mount(readOnly: true)];
        spec.InitContainers =
        [
            .. spec.InitContainers ?? [],
            new V1Container { Name = StorageInitializer, Image = StorageImage, Args = [uri, KServeNames.ModelFolder], VolumeMounts = [Mount(readOnly: false)] },
        ];
    }
}
