using System.Net;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Authorization;

public sealed class AccessControlTests(RunningApi api) : IClassFixture<RunningApi>
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private readonly Callers _callers = new(api);
    private readonly Kubectl _kubectl = new(api);

    public static TheoryData<string, string, string> Denials => new()
    {
        { "GET", "/api/v1/namespaces/default/secrets", "secrets is forbidden: User \"viewer\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\"" },
        { "GET", "/api/v1/secrets?watch=true", "secrets is forbidden: User \"viewer\" cannot watch resource \"secrets\" in API group \"\" at the cluster scope" },
        { "GET", "/api/v1/nodes/n", "nodes \"n\" is forbidden: User \"viewer\" cannot get resource \"nodes\" in API group \"\" at the cluster scope" },
        { "POST", "/api/v1/namespaces/default/configmaps", "configmaps is forbidden: User \"viewer\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\"" },
        { "DELETE", "/apis/apps/v1/namespaces/default/deployments/d", "deployments.apps \"d\" is forbidden: User \"viewer\" cannot delete resource \"deployments\" in API group \"apps\" in the namespace \"default\"" },
        { "DELETE", "/apis/apps/v1/namespaces/default/deployments", "deployments.apps is forbidden: User \"viewer\" cannot deletecollection resource \"deployments\" in API group \"apps\" in the namespace \"default\"" },
        { "PATCH", "/apis/apps/v1/namespaces/default/deployments/d/scale", "deployments.apps \"d\" is forbidden: User \"viewer\" cannot patch resource \"deployments/scale\" in API group \"apps\" in the namespace \"default\"" },
        { "PUT", "/apis/serving.kserve.io/v1beta1/namespaces/a/inferenceservices/i/status", "inferenceservices.serving.kserve.io \"i\" is forbidden: User \"viewer\" cannot update resource \"inferenceservices/status\" in API group \"serving.kserve.io\" in the namespace \"a\"" },
        { "DELETE", "/api/v1/namespaces/default", "namespaces \"default\" is forbidden: User \"viewer\" cannot delete resource \"namespaces\" in API group \"\" in the namespace \"default\"" },
        { "GET", "/api/v1/nodes/n/proxy/stats/summary", "nodes \"n\" is forbidden: User \"viewer\" cannot get resource \"nodes/proxy\" in API group \"\" at the cluster scope" },
        { "GET", "/api/v1/namespaces/default/pods/p:80/proxy/v1/models/m", "pods \"p:80\" is forbidden: User \"viewer\" cannot get resource \"pods/proxy\" in API group \"\" in the namespace \"default\"" },
        { "POST", "/modelserving/v1/manifests:apply", "forbidden: User \"viewer\" cannot post path \"/modelserving/v1/manifests:apply\"" },
    };

    [Theory]
    [MemberData(nameof(Denials))]
    public async Task Viewer_WhatItMayNot_IsRefusedInUpstreamsWords(string method, string path, string message) =>
        Assert.Equal(message, await _callers.RefusalAsync(HttpStatusCode.Forbidden, _callers.ViewToken, new HttpMethod(method), path, "{}"));

    [Theory]
    [InlineData(Pods)]
    [InlineData("/api/v1/namespaces")]
    [InlineData("/apis/apps/v1/deployments")]
    [InlineData("/apis/serving.kserve.io/v1beta1/inferenceservices")]
    [InlineData("/apis")]
    [InlineData("/openapi/v3")]
    public async Task Viewer_ReadsWhatIsNoSecret(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await _callers.SendAsync(_callers.ViewToken, HttpMethod.Get, path)).Code);

    [Fact]
    public async Task Denial_NamesResourceAndObjectInItsDetails()
    {
        var (_, status) = await _callers.SendAsync(_callers.ViewToken, HttpMethod.Delete, "/apis/apps/v1/namespaces/default/deployments/d");

        Assert.Equal("""{"name":"d","group":"apps","kind":"deployments"}""", status["details"]?.ToJsonString());
    }

    [Fact]
    public async Task RoleBinding_HoldsInItsNamespaceAndFromTheNextRequestOn()
    {
        await _kubectl.RunAsync("create namespace team");
        Assert.Equal("no\n", await CanIAsync("create configmaps -n team --as=tom"));
        await _kubectl.RunAsync("create rolebinding tom --clusterrole=edit --user=tom -n team");

        Assert.Equal("yes\n", await _kubectl.RunAsync("auth can-i create configmaps -n team --as=tom"));
        Assert.Equal("no\n", await CanIAsync("create configmaps -n default --as=tom"));
        await _kubectl.RunAsync("create configmap mine -n team --as=tom");
        await _kubectl.RunAsync("get namespace team --as=tom");
        await _kubectl.RunAsync("delete rolebinding tom -n team");

        Assert.Contains("User \"tom\" cannot get resource \"configmaps\"", await _kubectl.FailAsync("get configmap mine -n team --as=tom"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResourceNames_RestrictToTheObjectsNamed()
    {
        await _kubectl.RunAsync("create configmap one");
        await _kubectl.RunAsync("create configmap two");
        await _kubectl.RunAsync("create role one --verb=get,list,watch --resource=configmaps --resource-name=one");
        await _kubectl.RunAsync("create rolebinding one --role=one --group=ones");

        await _kubectl.RunAsync("get configmap one --as=u --as-group=ones");
        await _kubectl.RunAsync("get configmaps --field-selector=metadata.name=one --as=u --as-group=ones");
        Assert.Contains("configmaps \"two\" is forbidden", await _kubectl.FailAsync("get configmap two --as=u --as-group=ones"), StringComparison.Ordinal);
        Assert.Contains("cannot list resource \"configmaps\"", await _kubectl.FailAsync("get configmaps --as=u --as-group=ones"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AggregatedRole_GrowsWithARoleThatCarriesItsLabel()
    {
        await _kubectl.RunAsync("apply -f -", """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: role-readers
              labels:
                rbac.authorization.k8s.io/aggregate-to-view: "true"
            rules:
            - apiGroups: [rbac.authorization.k8s.io]
              resources: [roles]
              verbs: [get]
            """);

        await Eventually.TrueAsync(async () => await CanIAsync("get roles --as=viewer") == "yes\n", "view holds the new rule");
        Assert.Equal("no\n", await CanIAsync("list roles --as=viewer"));
    }

    [Fact]
    public async Task Impersonation_NeedsAPermissionForEachPart()
    {
        Assert.Equal("users \"ann\" is forbidden: User \"viewer\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope",
            await _callers.RefusalAsync(HttpStatusCode.Forbidden, _callers.ViewToken, HttpMethod.Get, Pods, null, ("Impersonate-User", "ann")));
        Assert.Equal("pods is forbidden: User \"ann\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
            await _callers.RefusalAsync(HttpStatusCode.Forbidden, api.Token, HttpMethod.Get, Pods, null, ("Impersonate-User", "ann")));
        Assert.Equal(HttpStatusCode.OK, (await _callers.SendAsync(api.Token, HttpMethod.Get, Pods, null, ("Impersonate-User", "ann"), ("Impersonate-Group", "system:masters"))).Code);
        Assert.Equal(HttpStatusCode.InternalServerError, (await _callers.SendAsync(api.Token, HttpMethod.Get, Pods, null, ("Impersonate-Group", "system:masters"))).Code);
    }

    [Fact]
    public async Task WhoAmI_TellsUserAndGroups()
    {
        Assert.Matches("Username +admin\nGroups +\\[system:masters system:authenticated\\]", await _kubectl.RunAsync("auth whoami"));
        Assert.Matches("Username +system:serviceaccount:default:x\nGroups +\\[system:serviceaccounts system:serviceaccounts:default system:authenticated\\]",
            await _kubectl.RunAsync("auth whoami --as=system:serviceaccount:default:x"));
        Assert.Matches("\n\\*\\.\\* +\\[\\] +\\[\\] +\\[\\*\\]", await _kubectl.RunAsync("auth can-i --list"));
        Assert.DoesNotContain("secrets", await _kubectl.RunAsync("auth can-i --list --as=viewer"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer", "list", true)]
    [InlineData("viewer", "create", false)]
    public async Task SubjectAccessReview_AnswersForOthers(string user, string verb, bool allowed)
    {
        var (code, review) = await _callers.SendAsync(api.Token, HttpMethod.Post, "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            $$$"""{"spec":{"resourceAttributes":{"namespace":"default","verb":"{{{verb}}}","resource":"pods"},"user":"{{{user}}}"} }""");

        Assert.Equal((HttpStatusCode.Created, allowed), (code, (bool?)review["status"]?["allowed"]));
        Assert.Equal(allowed ? "RBAC: allowed by ClusterRoleBinding \"modelserving:viewer\" of ClusterRole \"view\" to User \"viewer\"" : null, (string?)review["status"]?["reason"]);
    }

    /// <summary>The command exits 1 for no.</summary>
    private async Task<string> CanIAsync(string question)
    {
        var (_, output, _) = await _kubectl.TryAsync($"auth can-i {question}", null);
        return output;
    }
}
