using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Security;

/// <summary>Tokens stay in their files, whatever is logged and whoever lists processes.</summary>
public sealed class SecretExposureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelserving-secrets-").FullName;

    [Fact]
    public async Task Tokens_AreInNoLogAndNoProcessList()
    {
        await using var server = await ControlPlaneProcess.StartAsync(_folder, "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace");
        using var client = server.CreateClient();
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/namespaces/default/serviceaccounts/default/token", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var token = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))?["status"]?["token"];
        Assert.NotNull(token);
        foreach (var (path, bearer) in ((string, string?)[])[("/api/v1/pods", null), ("/api/v1/pods", token), ("/api/v1/nowhere", null), ("/apis", "no-token-of-ours")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
            using var _ = await client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(() => Task.FromResult(server.Output.Contains("/api/v1/nowhere", StringComparison.Ordinal)), "requests are logged");
        string[] secrets = [token, token.Split('.')[2], "no-token-of-ours", File.ReadAllText(Path.Combine(_folder, "admin.token")), File.ReadAllText(Path.Combine(_folder, "view.token"))];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, server.Output, StringComparison.Ordinal));
        if (OperatingSystem.IsLinux())
        {
            var listed = File.ReadAllText($"/proc/{server.Id}/cmdline") + File.ReadAllText($"/proc/{server.Id}/environ");
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, listed, StringComparison.Ordinal));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
