using System.Net.Http.Headers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ModelServing.Hosting;

/// <summary>Commands that are one request.</summary>
internal static class HttpCommands
{
    private const int LongestMessage = 400;

    public static ResourceCommandState WhenHealthy(UpdateCommandStateContext context)
        => context.ResourceSnapshot.HealthStatus == HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    /// <summary>Posts an empty JSON object; the answer's text becomes the message.</summary>
    public static async Task<ExecuteCommandResult> PostAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var content = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        var text = (await response.Content.ReadAsStringAsync(cancellationToken)).Trim();
        var shown = text.Length > LongestMessage ? text[..LongestMessage] + "…" : text;
        return response.IsSuccessStatusCode
            ? CommandResults.Success(shown.Length > 0 ? shown : "done")
            : CommandResults.Failure($"POST {client.BaseAddress}{path} answered {(int)response.StatusCode}: {shown}");
    }
}
