using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.FieldManagement;

/// <summary>Requests that write, and what they come to.</summary>
internal sealed class ApplyRequests(RunningApi api) : IDisposable
{
    public const string ApplyYaml = "application/apply-patch+yaml";
    public const string Merge = "application/merge-patch+json";

    private readonly HttpClient _http = api.Http(api.Token);

    public Task<(int Code, JsonNode Body)> ApplyAsync(string path, string body, string query = "fieldManager=tester") =>
        SendAsync(HttpMethod.Patch, $"{path}?{query}", body, ApplyYaml);

    public Task<(int Code, JsonNode Body)> MergeAsync(string path, string body, string query = "fieldManager=merger") =>
        SendAsync(HttpMethod.Patch, $"{path}?{query}", body, Merge);

    public async Task<(int Code, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body, string mediaType = "application/json", string agent = "robot/1.0 (x)")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(text) ?? throw new InvalidDataException(text));
    }

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path, null)).Body;

    /// <summary>Gives an object's ownership as one line for each entry.</summary>
    public static string[] Owners(JsonNode value) =>
        [.. (value["metadata"]?["managedFields"] as JsonArray ?? []).Select(entry =>
            $"{entry?["manager"]} {entry?["operation"]} {entry?["apiVersion"]} {entry?["subresource"]} {entry?["fieldsV1"]?.ToJsonString()}")];

    public void Dispose() => _http.Dispose();
}
