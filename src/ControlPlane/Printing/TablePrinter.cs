using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Printing;

/// <summary>Objects as the rows that kubectl prints.</summary>
internal sealed class TablePrinter(TimeProvider timeProvider)
{
    private static readonly FrozenDictionary<string, Column[]> ByResource = new Dictionary<string, Column[]>
    {
        ["namespaces"] = CoreColumns.Namespaces,
        ["configmaps"] = CoreColumns.ConfigMaps,
        ["secrets"] = CoreColumns.Secrets,
        ["serviceaccounts"] = CoreColumns.ServiceAccounts,
        ["services"] = CoreColumns.Services,
        ["nodes"] = CoreColumns.Nodes,
        ["events"] = CoreColumns.Events,
        ["persistentvolumeclaims"] = CoreColumns.Claims,
        ["endpoints"] = CoreColumns.Endpoints,
        ["endpointslices.discovery.k8s.io"] = CoreColumns.EndpointSlices,
        ["leases.coordination.k8s.io"] = CoreColumns.Leases,
        ["clusterroles.rbac.authorization.k8s.io"] = CoreColumns.ClusterRoles,
        ["roles.rbac.authorization.k8s.io"] = CoreColumns.ClusterRoles,
        ["clusterrolebindings.rbac.authorization.k8s.io"] = CoreColumns.Bindings,
        ["rolebindings.rbac.authorization.k8s.io"] = CoreColumns.Bindings,
        ["customresourcedefinitions.apiextensions.k8s.io"] = CoreColumns.Definitions,
        ["pods"] = PodColumns.All,
        ["deployments.apps"] = WorkloadColumns.Deployments,
        ["poddisruptionbudgets.policy"] = WorkloadColumns.DisruptionBudgets,
        ["replicasets.apps"] = WorkloadColumns.ReplicaSets,
        ["horizontalpodautoscalers.autoscaling"] = WorkloadColumns.Autoscalers,
        ["persistentvolumes"] = StoredColumns.Volumes,
        ["storageclasses.storage.k8s.io"] = StoredColumns.StorageClasses,
        ["priorityclasses.scheduling.k8s.io"] = CoreColumns.PriorityClasses,
        ["networkpolicies.networking.k8s.io"] = StoredColumns.NetworkPolicies,
        ["ingresses.networking.k8s.io"] = StoredColumns.Ingresses,
        ["ingressclasses.networking.k8s.io"] = StoredColumns.IngressClasses,
        ["replicationcontrollers"] = StoredColumns.ReplicationControllers,
        ["statefulsets.apps"] = StoredColumns.StatefulSets,
        ["daemonsets.apps"] = StoredColumns.DaemonSets,
        ["jobs.batch"] = StoredColumns.Jobs,
        ["cronjobs.batch"] = StoredColumns.CronJobs,
        ["inferenceservices.serving.kserve.io"] = CustomColumns.InferenceServices,
        ["servingruntimes.serving.kserve.io"] = CustomColumns.ServingRuntimes,
        ["clusterservingruntimes.serving.kserve.io"] = CustomColumns.ServingRuntimes,
        ["virtualservices.networking.istio.io"] = CustomColumns.VirtualServices,
        ["revisions.serving.knative.dev"] = CustomColumns.Revisions,
        ["scaledobjects.keda.sh"] = CustomColumns.ScaledObjects,
    }.ToFrozenDictionary();

    public byte[] Print(ApiRequest request, IReadOnlyList<StoredObject> items, string version, string? next = null, bool withColumns = true)
    {
        var columns = request.Resource.Custom?.Columns ?? ByResource.GetValueOrDefault(request.Resource.GroupResource, CustomColumns.Default);
        var now = timeProvider.GetUtcNow();
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, JsonBytes.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "Table");
            writer.WriteString("apiVersion", "meta.k8s.io/v1");
            writer.WriteStartObject("metadata");
            writer.WriteString("resourceVersion", version);
            if (next is not null)
            {
                writer.WriteString("continue", next);
            }

            writer.WriteEndObject();
            WriteColumns(writer, withColumns ? columns : null);
            writer.WriteStartArray("rows");
            foreach (var item in items)
            {
                WriteRow(writer, request, columns, item, now);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteColumns(Utf8JsonWriter writer, Column[]? columns)
    {
        if (columns is null)
        {
            writer.WriteNull("columnDefinitions");
            return;
        }

        writer.WriteStartArray("columnDefinitions");
        foreach (var column in columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type", column.Type);
            writer.WriteString("format", column.Format);
            writer.WriteString("description", column.Description);
            writer.WriteNumber("priority", column.Priority);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter writer, ApiRequest request, Column[] columns, StoredObject item, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (var column in columns)
        {
            if (column.Cell(item.Root, now) is { } cell)
            {
                cell.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
        switch (request.Query("includeObject"))
        {
            case "None":
                break;
            case "Object":
                writer.WritePropertyName("object");
                writer.WriteRawValue(Responses.Encode(request.Resource, item), skipInputValidation: true);
                break;
            default:
                writer.WriteStartObject("object");
                writer.WriteString("kind", "PartialObjectMetadata");
                writer.WriteString("apiVersion", "meta.k8s.io/v1");
                writer.WritePropertyName("metadata");
                item.Root.GetProperty("metadata").WriteTo(writer);
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }
}
