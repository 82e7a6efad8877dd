using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelServing.ControlPlane.Security;
using ModelServing.ControlPlane.Storage;
using ModelServing.ControlPlane.Tests.Api;
using ModelServing.ControlPlane.Tests.Authorization;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Security;

public sealed class ServiceAccountTokenTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Callers _callers = new(api);
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task CreateToken_IsItsAccountWithItsGroups()
    {
        var token = (await _kubectl.RunAsync("create token default --duration=10m")).Trim();

        var (_, review) = await _callers.SendAsync(token, HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");

        var user = review["status"]?["userInfo"];
        Assert.Equal("system:serviceaccount:default:default", (string?)user?["username"]);
        Assert.Equal("""["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]""", user?["groups"]?.ToJsonString());
        Assert.Equal("pods is forbidden: User \"system:serviceaccount:default:default\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
            await _callers.RefusalAsync(HttpStatusCode.Forbidden, token, HttpMethod.Get, "/api/v1/namespaces/default/pods"));
    }

    [Fact]
    public async Task GroupOfANamespacesAccounts_CanBeBound()
    {
        await _kubectl.RunAsync("create rolebinding accounts --clusterrole=view --group=system:serviceaccounts:kube-system");

        Assert.Equal(HttpStatusCode.OK, (await _callers.SendAsync(await _callers.TokenAsync("kube-system", "default"), HttpMethod.Get, "/api/v1/namespaces/default/pods")).Code);
    }

    [Fact]
    public async Task DeletedAccount_ItsTokenIsWorthlessAlsoWhenOneOfThatNameIsMade()
    {
        await _kubectl.RunAsync("create serviceaccount short");
        var token = await _callers.TokenAsync("default", "short");
        await _kubectl.RunAsync("delete serviceaccount short");
        await _kubectl.RunAsync("create serviceaccount short");

        Assert.Equal("Unauthorized", await _callers.RefusalAsync(HttpStatusCode.Unauthorized, token, HttpMethod.Get, "/api/v1/pods"));
    }

    [Fact]
    public async Task BoundToken_EndsWithWhatItIsBoundTo()
    {
        await _kubectl.RunAsync("create secret generic holder");
        var token = await _callers.TokenAsync("default", "default", """{"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"holder"}}""");
        Assert.Equal(HttpStatusCode.OK, (await _callers.SendAsync(token, HttpMethod.Get, "/api")).Code);
        await _kubectl.RunAsync("delete secret holder");

        Assert.Equal(HttpStatusCode.Unauthorized, (await _callers.SendAsync(token, HttpMethod.Get, "/api")).Code);
    }

    [Fact]
    public async Task OtherAudience_IsNotLetIn() => Assert.Equal(HttpStatusCode.Unauthorized,
        (await _callers.SendAsync(await _callers.TokenAsync("default", "default", """{"audiences":["vault"]}"""), HttpMethod.Get, "/api")).Code);

    [Theory]
    [InlineData(599, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData(4294967297, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds")]
    public async Task CreateToken_BadDuration_IsRefused(long seconds, string message) => Assert.Equal(message, await _callers.RefusalAsync(HttpStatusCode.UnprocessableEntity,
        api.Token, HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/default/token", $$$"""{"spec":{"expirationSeconds":{{{seconds}}}}}"""));

    [Fact]
    public async Task ExpiredToken_IsUnauthorized()
    {
        var account = api.Services.GetRequiredService<ClusterStore>().Find(new StoreKey("serviceaccounts", "default", "default"));
        Assert.NotNull(account);
        var (token, _) = api.Services.GetRequiredService<ServiceAccountTokens>().Issue(account, [ServiceAccountTokens.Issuer], TimeSpan.Zero, null, null);

        Assert.Equal(HttpStatusCode.Unauthorized, (await _callers.SendAsync(token, HttpMethod.Get, "/api")).Code);
    }

    [Fact]
    public async Task ForgedToken_IsUnauthorized()
    {
        var parts = (await _callers.TokenAsync("default", "default")).Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))?.AsObject() ?? throw new InvalidDataException(parts[1]);
        claims["exp"] = 99_999_999_999;
        var unsigned = Base64Url.EncodeToString("""{"alg":"none"}"""u8);
        var changed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));

        Assert.All(
            (string[])[$"{parts[0]}.{changed}.{parts[2]}", $"{unsigned}.{changed}.", $"{unsigned}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}.%%%"],
            forged => Assert.Null(api.Services.GetRequiredService<ServiceAccountTokens>().Authenticate(forged)));
    }

    [Fact]
    public async Task Viewer_CannotMakeTokens() => Assert.Equal(
        "serviceaccounts \"default\" is forbidden: User \"viewer\" cannot create resource \"serviceaccounts/token\" in API group \"\" in the namespace \"default\"",
        await _callers.RefusalAsync(HttpStatusCode.Forbidden, _callers.ViewToken, HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/default/token", "{}"));
}
