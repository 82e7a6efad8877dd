namespace ModelServing.ControlPlane.Authorization;

/// <summary>The cluster roles that every cluster has. <c>admin</c>, <c>edit</c> and <c>view</c> grow with roles that carry their labels.</summary>
internal static class DefaultRoles
{
    private const string ToAdmin = "aggregate-to-admin";
    private const string ToEdit = "aggregate-to-edit";
    private const string ToView = "aggregate-to-view";

    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    private static readonly string[] Workloads =
    [
        "daemonsets", "deployments", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale",
    ];

    /// <summary>The groups of the kinds that are not Kubernetes' own.</summary>
    private static readonly string[] ServingGroups =
    [
        "serving.kserve.io", "machinelearning.seldon.io", "networking.istio.io", "serving.knative.dev", "keda.sh", "monitoring.coreos.com",
    ];

    public static IEnumerable<RoleBuilder> All =>
    [
        new RoleBuilder("cluster-admin").AllowEverything(),
        new RoleBuilder("admin").Aggregating(ToAdmin),
        new RoleBuilder("edit").Labelled(ToAdmin).Aggregating(ToEdit),
        new RoleBuilder("view").Labelled(ToEdit).Aggregating(ToView),
        Admin(), Edit(), View(),
        Serving("modelserving:aggregate-to-edit", ToEdit, Write), Serving("modelserving:aggregate-to-view", ToView, Read),
        new RoleBuilder("system:discovery").AllowPaths(
            "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"),
        new RoleBuilder("system:public-info-viewer").AllowPaths("/healthz", "/livez", "/readyz", "/version", "/version/"),
        new RoleBuilder("system:basic-user")
            .Allow(["create"], "authorization.k8s.io", "selfsubjectaccessreviews", "selfsubjectrulesreviews")
            .Allow(["create"], "authentication.k8s.io", "selfsubjectreviews"),
        new RoleBuilder("system:kubelet-api-admin")
            .Allow(Read, "", "nodes")
            .Allow(["proxy"], "", "nodes")
            .Allow(["*"], "", "nodes/proxy", "nodes/metrics", "nodes/stats", "nodes/log"),
        new RoleBuilder("system:auth-delegator")
            .Allow(["create"], "authentication.k8s.io", "tokenreviews")
            .Allow(["create"], "authorization.k8s.io", "subjectaccessreviews"),
    ];

    private static RoleBuilder Admin() => new RoleBuilder("system:aggregate-to-admin").Labelled(ToAdmin)
        .Allow(["create"], "authorization.k8s.io", "localsubjectaccessreviews")
        .Allow([.. Write, .. Read], PolicyIndex.ApiGroup, "rolebindings", "roles");

    private static RoleBuilder Edit() => new RoleBuilder("system:aggregate-to-edit").Labelled(ToEdit)
        .Allow(Read, "", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy")
        .Allow(["impersonate"], "", "serviceaccounts")
        .Allow(Write, "", "pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy")
        .Allow(["create"], "", "pods/eviction", "serviceaccounts/token")
        .Allow(
            Write, "", "configmaps", "events", "persistentvolumeclaims", "replicationcontrollers", "replicationcontrollers/scale", "secrets",
            "serviceaccounts", "services", "services/proxy")
        .Allow(Write, "apps", [.. Workloads, "deployments/rollback"])
        .Allow(Write, "autoscaling", "horizontalpodautoscalers")
        .Allow(Write, "batch", "cronjobs", "jobs")
        .Allow(Write, "policy", "poddisruptionbudgets")
        .Allow(Write, "networking.k8s.io", "ingresses", "networkpolicies")
        .Allow([.. Write, .. Read], "coordination.k8s.io", "leases");

    private static RoleBuilder View() => new RoleBuilder("system:aggregate-to-view").Labelled(ToView)
        .Allow(
            Read, "", "configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods", "replicationcontrollers",
            "replicationcontrollers/scale", "serviceaccounts", "services", "services/status")
        .Allow(
            Read, "", "bindings", "events", "limitranges", "namespaces", "namespaces/status", "pods/log", "pods/status",
            "replicationcontrollers/status", "resourcequotas", "resourcequotas/status")
        .Allow(Read, "discovery.k8s.io", "endpointslices")
        .Allow(Read, "apps", [.. Workloads, "controllerrevisions", "daemonsets/status", "deployments/status", "replicasets/status", "statefulsets/status"])
        .Allow(Read, "autoscaling", "horizontalpodautoscalers", "horizontalpodautoscalers/status")
        .Allow(Read, "batch", "cronjobs", "cronjobs/status", "jobs", "jobs/status")
        .Allow(Read, "policy", "poddisruptionbudgets", "poddisruptionbudgets/status")
        .Allow(Read, "networking.k8s.io", "ingresses", "ingresses/status", "networkpolicies");

    private static RoleBuilder Serving(string name, string label, string[] verbs) =>
        ServingGroups.Aggregate(new RoleBuilder(name).Labelled(label), (role, group) => role.Allow(verbs, group, "*"));
}
