using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Security;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>
/// Makes the roles and bindings that every cluster has, and gives back at each start what they have lost, unless
/// <see cref="AutoUpdate"/> says otherwise.
/// </summary>
internal sealed class DefaultPolicy(ObjectRegistry registry, ClusterRoleAggregation aggregation) : IHostedService
{
    public const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    private static readonly (string Role, string Kind, string Name)[] Bindings =
    [
        ("cluster-admin", "Group", UserInfo.Masters),
        ("system:basic-user", "Group", UserInfo.Authenticated),
        ("system:discovery", "Group", UserInfo.Authenticated),
        ("system:public-info-viewer", "Group", UserInfo.Authenticated),
        ("system:public-info-viewer", "Group", "system:unauthenticated"),
        ("view", "User", StaticUsers.ViewerName),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var role in DefaultRoles.All)
        {
            Ensure("ClusterRole", role.Build(), "rules");
        }

        foreach (var binding in Bindings.GroupBy(binding => binding.Role))
        {
            Ensure("ClusterRoleBinding", Binding(binding.Key, binding.Select(one => (one.Kind, one.Name))), "subjects");
        }

        aggregation.AggregateAll();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static JsonObject Binding(string role, IEnumerable<(string Kind, string Name)> subjects) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = role == "view" ? "modelserving:viewer" : role,
            ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
            ["annotations"] = new JsonObject { [AutoUpdate] = "true" },
        },
        ["roleRef"] = new JsonObject { ["apiGroup"] = PolicyIndex.ApiGroup, ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new JsonArray([.. subjects.Select(subject =>
            new JsonObject { ["apiGroup"] = PolicyIndex.ApiGroup, ["kind"] = subject.Kind, ["name"] = subject.Name })]),
    };

    private void Ensure(string kind, JsonObject wanted, string list)
    {
        if (!ResourceCatalog.TryFind($"{PolicyIndex.ApiGroup}/v1", kind, out var resource) || wanted.Text("metadata", "name") is not { } name)
        {
            throw new InvalidOperationException($"{kind} is not served");
        }

        if (registry.Get(resource, null, name).Object is null)
        {
            registry.Create(resource, null, wanted, WriteOptions.OfApiServer);
            return;
        }

        registry.Update(resource, null, name, Complete, WriteOptions.OfApiServer);

        Change Complete(JsonObject value)
        {
            if (value.Text("metadata", "annotations", AutoUpdate) != "false" && value["aggregationRule"] is null)
            {
                var present = value[list] as JsonArray ?? [];
                value[list] = new JsonArray([.. present.Select(item => item?.DeepClone()), .. Missing(present).Select(item => item?.DeepClone())]);
            }

            return value;
        }

        IEnumerable<JsonNode?> Missing(JsonArray present) =>
            (wanted[list] as JsonArray ?? []).Where(item => !present.Any(one => JsonNode.DeepEquals(one, item)));
    }
}
