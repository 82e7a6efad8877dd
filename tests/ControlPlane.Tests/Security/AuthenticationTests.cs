using System.Net;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Security;

public sealed class AuthenticationTests(RunningApi api) : IClassFixture<RunningApi>
{
    [Theory]
    [InlineData("/healthz", "ok")]
    [InlineData("/livez", "ok")]
    [InlineData("/readyz", "ok")]
    public async Task OpenPath_NeedsNoToken(string path, string expected) =>
        Assert.Equal(expected, await api.Http(null).GetStringAsync(path, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Metrics_NeedNoToken() =>
        Assert.Contains("# TYPE ", await api.Http(null).GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);

    [Fact]
    public async Task NoToken_IsForbiddenToTheAnonymousUser()
    {
        var (code, status) = await GetAsync(null, "/api/v1/namespaces/default/pods");

        Assert.Equal(HttpStatusCode.Forbidden, code);
        Assert.Equal("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pods is forbidden: User \u0022system:anonymous\u0022 cannot list resource \u0022pods\u0022 in API group \u0022\u0022 in the namespace \u0022default\u0022","reason":"Forbidden","details":{"kind":"pods"},"code":403}""", status.ToJsonString());
    }

    [Fact]
    public async Task WrongToken_IsUnauthorized()
    {
        var (code, status) = await GetAsync("wrong", "/api/v1/pods");

        Assert.Equal(HttpStatusCode.Unauthorized, code);
        Assert.Equal("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""", status.ToJsonString());
    }

    [Theory]
    [InlineData("kubeconfig")]
    [InlineData("admin.token")]
    [InlineData("view.kubeconfig")]
    [InlineData("view.token")]
    [InlineData("pki/sa.key")]
    [InlineData("pki/ca.key")]
    [InlineData("pki/apiserver.key")]
    [InlineData("cluster.db")]
    [InlineData("cluster.db-wal")]
    public void SecretFile_IsReadableByItsOwnerOnly(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix file modes");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(api.Folder, file)));
    }

    [Fact]
    public async Task Restart_KeepsAuthorityAndToken()
    {
        await using var server = new RunningApi();
        await server.InitializeAsync();
        var before = (server.Token, File.ReadAllText(Path.Combine(server.Folder, "pki", "ca.crt")));

        await server.RestartAsync();

        Assert.Equal(before, (server.Token, File.ReadAllText(Path.Combine(server.Folder, "pki", "ca.crt"))));
        Assert.NotEmpty((await server.Client.ListAsync<k8s.Models.V1Namespace>(Kubernetes.Client.ResourceQuery.All, TestContext.Current.CancellationToken)).Items);
    }

    private async Task<(HttpStatusCode Code, JsonNode Status)> GetAsync(string? token, string path)
    {
        using var response = await api.Http(token).GetAsync(path, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(body) ?? throw new InvalidDataException(body));
    }
}
