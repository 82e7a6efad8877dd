using System.Net.Http.Headers;
using System.Text.Json;
using k8s;
using k8s.Exceptions;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Reads documents of a cluster's API as they are.</summary>
internal sealed class ClusterReader(k8s.Kubernetes cluster, AuthenticationHeaderValue? credentials) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static (ClusterReader? Reader, string? Problem) TryOpen(string kubeconfig)
    {
        try
        {
            var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
            configuration.HttpClientTimeout = Limit;
            return (new(new k8s.Kubernetes(configuration), configuration.AccessToken is { } token ? new("Bearer", token) : null), null);
        }
        catch (Exception exception) when (exception is KubeConfigException or YamlDotNet.Core.YamlException or IOException or UnauthorizedAccessException)
        {
            return (null, $"the kubeconfig {kubeconfig} cannot be read: {exception.Message}");
        }
    }

    /// <param name="path">What to read.</param>
    /// <param name="name">What that is called in a problem.</param>
    /// <param name="read">Makes something of the document; what it cannot is its form, and a problem.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ClusterAnswer<T>> GetAsync<T>(string path, string name, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cluster.BaseUri, path));
        request.Headers.Authorization = credentials;
        try
        {
            using var response = await cluster.HttpClient.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return new(null, $"{name} answered HTTP {(int)response.StatusCode}", (int)response.StatusCode is 401 or 403 or 404 or 405);
            }

            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return new(read(document.RootElement), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(null, $"{name} does not answer: {exception.Message}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new(null, $"{name} gave something else: {exception.Message}");
        }
    }

    public void Dispose() => cluster.Dispose();
}
