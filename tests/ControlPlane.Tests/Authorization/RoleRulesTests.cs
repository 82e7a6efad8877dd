using System.Net;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Authorization;

public sealed class RoleRulesTests(RunningApi api) : IClassFixture<RunningApi>
{
    private const string Group = "/apis/rbac.authorization.k8s.io/v1";

    private readonly Callers _callers = new(api);
    private readonly Kubectl _kubectl = new(api);

    [Theory]
    [InlineData("[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}]", "Role.rbac.authorization.k8s.io \"bad\" is invalid: rules[0].verbs: Required value: verbs must contain at least one value")]
    [InlineData("[{\"verbs\":[\"get\"],\"resources\":[\"pods\"]}]", "Role.rbac.authorization.k8s.io \"bad\" is invalid: rules[0].apiGroups: Required value: resource rules must supply at least one api group")]
    [InlineData("[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"]}]", "Role.rbac.authorization.k8s.io \"bad\" is invalid: rules[0].resources: Required value: resource rules must supply at least one resource")]
    [InlineData("[{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/x\"]}]", "Role.rbac.authorization.k8s.io \"bad\" is invalid: rules[0].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs")]
    public async Task Role_BadRule_IsRefused(string rules, string message) => Assert.Equal(message, await _callers.RefusalAsync(
        HttpStatusCode.UnprocessableEntity, api.Token, HttpMethod.Post, $"{Group}/namespaces/default/roles", $$"""{"metadata":{"name":"bad"},"rules":{{rules}}}"""));

    [Fact]
    public async Task Binding_BadReferences_AreAllNamed()
    {
        var message = await _callers.RefusalAsync(HttpStatusCode.UnprocessableEntity, api.Token, HttpMethod.Post, $"{Group}/clusterrolebindings",
            """{"metadata":{"name":"bad"},"roleRef":{"kind":"Role","name":""},"subjects":[{"kind":"Robot","name":"r"},{"kind":"ServiceAccount","name":"s"}]}""");

        Assert.Equal("ClusterRoleBinding.rbac.authorization.k8s.io \"bad\" is invalid: [roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\", "
            + "roleRef.name: Required value, subjects[0].kind: Unsupported value: \"Robot\": supported values: \"Group\", \"ServiceAccount\", \"User\", "
            + "subjects[1].namespace: Required value]", message);
    }

    [Fact]
    public async Task Binding_RoleRef_CannotChange()
    {
        await _kubectl.RunAsync("create rolebinding fixed --clusterrole=view --user=u");

        Assert.Equal("RoleBinding.rbac.authorization.k8s.io \"fixed\" is invalid: roleRef: Invalid value: "
            + "rbac.RoleRef{APIGroup:\"rbac.authorization.k8s.io\", Kind:\"ClusterRole\", Name:\"edit\"}: cannot change roleRef",
            await _callers.RefusalAsync(HttpStatusCode.UnprocessableEntity, api.Token, HttpMethod.Patch, $"{Group}/namespaces/default/rolebindings/fixed", """{"roleRef":{"name":"edit"}}"""));
    }

    [Fact]
    public async Task NamespaceAdmin_GivesAwayOnlyWhatItHolds()
    {
        await _kubectl.RunAsync("create rolebinding ann --clusterrole=admin --user=ann");

        await _kubectl.RunAsync("create role readers --verb=get,list --resource=pods,secrets --as=ann");
        await _kubectl.RunAsync("create rolebinding readers --role=readers --user=bob --as=ann");
        Assert.Contains("roles.rbac.authorization.k8s.io \"nodes\" is forbidden: user \"ann\" (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n"
            + "{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\" \"list\"]}", await _kubectl.FailAsync("create role nodes --verb=get,list --resource=nodes --as=ann"), StringComparison.Ordinal);
        Assert.Contains("is attempting to grant RBAC permissions not currently held", await _kubectl.FailAsync("create rolebinding root --clusterrole=cluster-admin --user=ann --as=ann"), StringComparison.Ordinal);
        Assert.Contains("is attempting to grant RBAC permissions not currently held",
            await _kubectl.FailAsync("patch role readers --type=merge -p '{\"rules\":[{\"apiGroups\":[\"*\"],\"resources\":[\"*\"],\"verbs\":[\"*\"]}]}' --as=ann"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_GivesDefaultRolesBackWhatTheyLost()
    {
        await using var server = new RunningApi();
        await server.InitializeAsync();
        var kubectl = new Kubectl(server);
        await kubectl.RunAsync("delete clusterrole view");
        await kubectl.RunAsync("patch clusterrole system:discovery --type=merge -p '{\"rules\":[]}'");
        await kubectl.RunAsync("annotate clusterrole system:basic-user rbac.authorization.kubernetes.io/autoupdate=false --overwrite");
        await kubectl.RunAsync("patch clusterrole system:basic-user --type=merge -p '{\"rules\":[]}'");

        await server.RestartAsync();

        Assert.Contains("pods/log", await kubectl.RunAsync("get clusterrole view -o json"), StringComparison.Ordinal);
        Assert.Contains("/openapi/*", await kubectl.RunAsync("get clusterrole system:discovery -o json"), StringComparison.Ordinal);
        Assert.DoesNotContain("selfsubjectreviews", await kubectl.RunAsync("get clusterrole system:basic-user -o json"), StringComparison.Ordinal);
    }
}
