using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Authorization;

/// <summary>Requests by whoever holds a token, or in somebody's name.</summary>
internal sealed class Callers(RunningApi api)
{
    public string ViewToken => File.ReadAllText(Path.Combine(api.Folder, "view.token"));

    public async Task<(HttpStatusCode Code, JsonNode Body)> SendAsync(string? token, HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var client = api.Http(null);
        client.DefaultRequestHeaders.Authorization = null;
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(text) ?? throw new InvalidDataException(text));
    }

    /// <summary>Gives the message of a request that must be refused.</summary>
    public async Task<string> RefusalAsync(HttpStatusCode code, string? token, HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var (actual, status) = await SendAsync(token, method, path, body, headers);
        Assert.Equal((code, "Status"), (actual, (string?)status["kind"]));
        return (string?)status["message"] ?? "";
    }

    public async Task<string> TokenAsync(string ns, string account, string spec = "{}")
    {
        var (code, answer) = await SendAsync(api.Token, HttpMethod.Post, $"/api/v1/namespaces/{ns}/serviceaccounts/{account}/token", $$"""{"spec":{{spec}}}""");
        Assert.Equal(HttpStatusCode.Created, code);
        return (string?)answer["status"]?["token"] ?? throw new InvalidDataException(answer.ToJsonString());
    }
}
