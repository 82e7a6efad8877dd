using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Aspire.Hosting.Dcp;

/// <summary>The orchestrator's REST interface: Kubernetes-style objects, all cluster-scoped.</summary>
internal sealed class DcpClient : IDisposable
{
    private const string Group = "apis/usvc-dev.developer.microsoft.com/v1";
    private const string ApiVersion = "usvc-dev.developer.microsoft.com/v1";

    private readonly HttpClient _http;

    public DcpClient(DcpConnection connection)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            EnableMultipleHttp2Connections = true,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { connection.Authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = connection.Server,
            Timeout = Timeout.InfiniteTimeSpan, // watches and logs stay open
            DefaultRequestVersion = HttpVersion.Version20,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", connection.Token);
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync("readyz", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task CreateAsync(DcpKind kind, JsonObject value, CancellationToken cancellationToken)
    {
        value["apiVersion"] = ApiVersion;
        value["kind"] = kind.Name;
        using var response = await _http.PostAsync($"{Group}/{kind.Plural}", JsonContent.Create<JsonNode>(value), cancellationToken);
        await EnsureAsync(response, $"create {kind.Name} {value["metadata"]?["name"]}", cancellationToken);
    }

    public async Task<JsonObject?> FindAsync(DcpKind kind, string name, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync($"{Group}/{kind.Plural}/{name}", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await EnsureAsync(response, $"read {kind.Name} {name}", cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
    }

    /// <summary>Deletes an object and waits until it is gone.</summary>
    public async Task DeleteAsync(DcpKind kind, string name, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using (var response = await _http.DeleteAsync($"{Group}/{kind.Plural}/{name}", cancellationToken))
        {
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return;
            }

            await EnsureAsync(response, $"delete {kind.Name} {name}", cancellationToken);
        }

        while (await FindAsync(kind, name, cancellationToken) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), timeProvider, cancellationToken);
        }
    }

    public Task StopAsync(DcpKind kind, string name, CancellationToken cancellationToken)
        => PatchAsync($"{Group}/{kind.Plural}/{name}", new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }, cancellationToken);

    /// <summary>Watches all objects of a kind, beginning with those that exist.</summary>
    public async IAsyncEnumerable<(string Type, JsonObject Value)> WatchAsync(DcpKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in LinesAsync($"{Group}/{kind.Plural}?watch=true", cancellationToken))
        {
            if (JsonNode.Parse(line) is JsonObject change && change["object"] is JsonObject value)
            {
                yield return (change["type"]?.GetValue<string>() ?? "", value);
            }
        }
    }

    /// <summary>Follows one output stream of a process or container; each line starts with its time.</summary>
    public IAsyncEnumerable<string> FollowLogAsync(DcpKind kind, string name, string source, CancellationToken cancellationToken)
        => LinesAsync($"{Group}/{kind.Plural}/{name}/log?follow=true&timestamps=true&source={source}", cancellationToken);

    /// <summary>Stops every process and container, then the orchestrator itself.</summary>
    public async Task ShutDownAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            await PatchAsync("admin/execution", new JsonObject { ["status"] = "CleaningResources", ["shutdownResourceCleanup"] = "Full" }, cancellationToken);
            while ((await _http.GetFromJsonAsync<JsonObject>("admin/execution", cancellationToken))?["status"]?.GetValue<string>() != "CleanupComplete")
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), timeProvider, cancellationToken);
            }

            await PatchAsync("admin/execution", new JsonObject { ["status"] = "Stopping" }, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // It is gone, or its own watch over this process ends what is left.
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task EnsureAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new DistributedApplicationException($"The orchestrator refused to {what}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private async Task PatchAsync(string path, JsonObject patch, CancellationToken cancellationToken)
    {
        // The type stands alone: with a charset it is refused.
        using var content = new StringContent(patch.ToJsonString(), new MediaTypeHeaderValue("application/merge-patch+json"));
        using var response = await _http.PatchAsync(path, content, cancellationToken);
        await EnsureAsync(response, $"change {path}", cancellationToken);
    }

    private async IAsyncEnumerable<string> LinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await EnsureAsync(response, $"stream {path}", cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }
}
