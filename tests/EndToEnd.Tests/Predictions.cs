using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelServing.EndToEnd.Tests;

/// <summary>Calls a model the way each platform's users do.</summary>
internal static class Predictions
{
    public const string KServeHost = "production-model-kserve.model-serving.example.com";
    public const string TensorFlowUrl = $"{RunningGraph.TensorFlowServing}/v1/models/production_model:predict";
    public const string SeldonUrl = $"{RunningGraph.Gateway}/seldon/model-serving/production-model-seldon/v1/models/:predict";

    public static async Task<int> ClassV1Async(HttpClient http, string url, string? host, int digit, CancellationToken cancellationToken)
    {
        var (status, body, _) = await PostAsync(http, url, host, $$"""{"instances": [{{Digits.PixelsJson(digit)}}]}""", cancellationToken);
        Assert.True(status == HttpStatusCode.OK, $"{url} ({host}): {(int)status} {body}");
        return JsonNode.Parse(body)!["predictions"]![0]!["classes"]!.GetValue<int>(); // a null here is the failure to report
    }

    public static async Task<int> ClassV2Async(HttpClient http, string url, string host, int digit, CancellationToken cancellationToken)
    {
        var request = $$"""{"inputs": [{"name": "pixels", "shape": [1, 64], "datatype": "FP32", "data": {{Digits.PixelsJson(digit)}}}]}""";
        var (status, body, _) = await PostAsync(http, url, host, request, cancellationToken);
        Assert.True(status == HttpStatusCode.OK, $"{url} ({host}): {(int)status} {body}");
        var outputs = JsonNode.Parse(body)!["outputs"]!.AsArray(); // a null here is the failure to report
        return outputs.Single(output => (string?)output!["name"] == "classes")!["data"]![0]!.GetValue<int>(); // as above
    }

    public static async Task<(HttpStatusCode Status, string Body, string? Backend)> PostAsync(
        HttpClient http, string url, string? host, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Host = host;
        using var response = await http.SendAsync(request, cancellationToken);
        var backend = response.Headers.TryGetValues("x-modelserving-backend", out var values) ? values.First() : null;
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), backend);
    }
}
