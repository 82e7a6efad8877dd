using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace ModelServing.Kubernetes.Client;

/// <summary>A Kubernetes API over HTTPS, local or real: connection, TLS and credentials come from a kubeconfig.</summary>
public sealed class ClusterClient : ICluster, IDisposable
{
    private const string DefaultComponent = "modelserving";

    private readonly k8s.Kubernetes _kubernetes;
    private readonly HttpClient _http;
    private readonly ProductInfoHeaderValue _component;

    /// <summary>Initializes a client for a configuration.</summary>
    /// <param name="configuration">Server, certificate authority and credentials.</param>
    /// <param name="component">Who writes: the API names the owner of fields after it.</param>
    public ClusterClient(KubernetesClientConfiguration configuration, string component = DefaultComponent)
    {
        _component = new(component, null);
        WireJson.Initialize();
        // A watch outlives any request timeout; every other call is bounded by its caller's token.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        _kubernetes = new k8s.Kubernetes(configuration);
        _http = _kubernetes.HttpClient;
    }

    /// <summary>Reads a kubeconfig file.</summary>
    public static ClusterClient FromKubeconfig(string path, string component = DefaultComponent) =>
        new(KubernetesClientConfiguration.BuildConfigFromConfigFile(path), component);

    /// <summary>Waits for a kubeconfig file to appear and be complete, so that a process may start before the control plane.</summary>
    public static Task<ClusterClient> WaitForKubeconfigAsync(string path, TimeProvider timeProvider, CancellationToken cancellationToken = default) =>
        WaitForKubeconfigAsync(path, DefaultComponent, timeProvider, cancellationToken);

    /// <summary>Waits for a kubeconfig file for a component that writes under its own name.</summary>
    public static async Task<ClusterClient> WaitForKubeconfigAsync(
        string path, string component, TimeProvider timeProvider, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                if (File.Exists(path))
                {
                    return FromKubeconfig(path, component);
                }
            }
            catch (Exception e) when (e is k8s.Exceptions.KubeConfigException or YamlDotNet.Core.YamlException or IOException)
            {
                // Half written: the next look will find it whole.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<T?> FindAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var response = await SendAsync(HttpMethod.Get, ResourceUri.ForObject<T>(ns, name), null, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        return WireJson.Read<T>(await BodyAsync(response, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<ResourceList<T>> ListAsync<T>(ResourceQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var response = await SendAsync(HttpMethod.Get, ResourceUri.ForQuery<T>(query, null), null, cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(await BodyAsync(response, cancellationToken).ConfigureAwait(false));
        var items = new List<T>();
        if (document.RootElement.TryGetProperty("items", out var array) && array.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in array.EnumerateArray())
            {
                items.Add(WireJson.Read<T>(item));
            }
        }

        var version = document.RootElement.GetProperty("metadata").TryGetProperty("resourceVersion", out var text) ? text.GetString() : null;
        return new ResourceList<T>(items, version ?? "0");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ResourceEvent<T>> WatchAsync<T>(
        ResourceQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var response = await SendAsync(HttpMethod.Get, ResourceUri.ForQuery<T>(query, resourceVersion), null, cancellationToken).ConfigureAwait(false);
        await ThrowIfRefusedAsync(response, cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0 && WireJson.ReadEvent<T>(line) is { } change)
            {
                yield return change;
            }
        }
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        WriteAsync<T>(HttpMethod.Post, ResourceUri.ForCollection<T>(resource.Metadata.NamespaceProperty), Body(resource), cancellationToken);

    /// <inheritdoc/>
    public Task<T> UpdateAsync<T>(T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        WriteAsync<T>(HttpMethod.Put, ResourceUri.ForObject<T>(resource.Metadata.NamespaceProperty, resource.Metadata.Name), Body(resource), cancellationToken);

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(string name, string? ns, JsonObject mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = new StringContent(mergePatch.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json"));
        return WriteAsync<T>(HttpMethod.Patch, ResourceUri.ForObject<T>(ns, name, subresource), body, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync<T>(string name, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var response = await SendAsync(HttpMethod.Delete, ResourceUri.ForObject<T>(ns, name), null, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await ThrowIfRefusedAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync<T>(string name, string? ns, string uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var options = new JsonObject
        {
            ["kind"] = "DeleteOptions",
            ["apiVersion"] = "v1",
            ["gracePeriodSeconds"] = 0,
            ["preconditions"] = new JsonObject { ["uid"] = uid },
        };
        using var body = new StringContent(options.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await SendAsync(HttpMethod.Delete, ResourceUri.ForObject<T>(ns, name), body, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            await ThrowIfRefusedAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _kubernetes.Dispose();

    private static StringContent Body<T>(T resource)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var entity = ResourceUri.EntityOf<T>();
        resource.Kind ??= entity.Kind;
        resource.ApiVersion ??= string.IsNullOrEmpty(entity.Group) ? entity.ApiVersion : $"{entity.Group}/{entity.ApiVersion}";
        return new StringContent(KubernetesJson.Serialize(resource), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await ThrowIfRefusedAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new ClusterException(WireJson.ReadStatus(body, (int)response.StatusCode));
        }
    }

    private async Task<T> WriteAsync<T>(HttpMethod method, string path, HttpContent content, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var response = await SendAsync(method, path, content, cancellationToken).ConfigureAwait(false);
        return WireJson.Read<T>(await BodyAsync(response, cancellationToken).ConfigureAwait(false));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_kubernetes.BaseUri, path)) { Content = content };
        request.Headers.UserAgent.Add(_component);
        if (_kubernetes.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }
}
