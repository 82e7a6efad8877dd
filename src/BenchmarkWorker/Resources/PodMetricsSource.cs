using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using k8s;
using k8s.Exceptions;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Pods as their cluster's <c>metrics.k8s.io</c> reports them, all of a target's together.</summary>
internal sealed partial class PodMetricsSource(k8s.Kubernetes cluster, AuthenticationHeaderValue? credentials, PodSelection pods) : IResourceSource
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly Dictionary<string, double> Units = new() { ["h"] = 3600, ["m"] = 60, ["s"] = 1, ["ms"] = 0.001 };

    public string Name => $"pods of {pods.Namespace}/{pods.Name}, by the cluster's metrics API, which averages over a window of its own";

    public static (PodMetricsSource? Source, string? Problem) TryOpen(string kubeconfig, PodSelection pods)
    {
        try
        {
            var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
            configuration.HttpClientTimeout = Limit;
            return (new(new k8s.Kubernetes(configuration), configuration.AccessToken is { } token ? new("Bearer", token) : null, pods), null);
        }
        catch (Exception exception) when (exception is KubeConfigException or YamlDotNet.Core.YamlException or IOException or UnauthorizedAccessException)
        {
            return (null, $"the kubeconfig {kubeconfig} cannot be read: {exception.Message}");
        }
    }

    public async Task<ResourceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var selector = Uri.EscapeDataString($"{pods.Label}={pods.Name}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cluster.BaseUri, $"apis/metrics.k8s.io/v1beta1/namespaces/{pods.Namespace}/pods?labelSelector={selector}"));
        request.Headers.Authorization = credentials;
        try
        {
            using var response = await cluster.HttpClient.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Read(body, TimeProvider.System.GetUtcNow()) : ResourceReading.Nothing($"the cluster's metrics API answered HTTP {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return ResourceReading.Nothing($"the cluster's metrics API does not answer: {exception.Message}");
        }
    }

    public void Dispose() => cluster.Dispose();

    /// <remarks><c>{"items":[{"timestamp":"…","window":"15s","containers":[{"usage":{"cpu":"12n","memory":"34Ki"}}]}]}</c>.</remarks>
    internal static ResourceReading Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            JsonElement[] items = [.. document.RootElement.GetProperty("items").EnumerateArray()];
            JsonElement[] usages = [.. items.SelectMany(pod => pod.GetProperty("containers").EnumerateArray()).Select(container => container.GetProperty("usage"))];
            return usages.Length == 0 ? ResourceReading.Nothing("the cluster's metrics API knows no such pod") : new()
            {
                CpuSpan = items.Max(pod => Span(pod, now)),
                CpuCores = usages.Sum(usage => Quantity(usage.GetProperty("cpu").GetString())),
                MemoryBytes = usages.Sum(usage => Quantity(usage.GetProperty("memory").GetString())),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return ResourceReading.Nothing($"the cluster's metrics API gave no pod metrics: {exception.Message}");
        }
    }

    /// <summary>From the beginning of what a pod's CPU is averaged over until now.</summary>
    private static TimeSpan? Span(JsonElement pod, DateTimeOffset now)
    {
        if (!pod.TryGetProperty("window", out var window))
        {
            return null;
        }

        var seconds = Duration().Matches(window.GetString() ?? "").Sum(part => double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * Units[part.Groups[2].Value]);
        var age = pod.TryGetProperty("timestamp", out var timestamp) && timestamp.TryGetDateTimeOffset(out var at) && now > at ? now - at : TimeSpan.Zero;
        return TimeSpan.FromSeconds(seconds) + age;
    }

    /// <summary>As Go writes durations, for example <c>1m0.5s</c>.</summary>
    [GeneratedRegex(@"([\d.]+)(ms|h|m|s)")]
    private static partial Regex Duration();

    /// <remarks><c>quantity = number [ "n" | "u" | "m" | "k" | "M" | "G" | "Ki" | "Mi" | "Gi" ]</c>: all that metrics use.</remarks>
    private static double Quantity(string? text)
    {
        var digits = (text ?? "").TrimEnd("numkKMGTi".ToCharArray());
        var scale = (text ?? "")[digits.Length..] switch
        {
            "n" => 1e-9,
            "u" => 1e-6,
            "m" => 1e-3,
            "" => 1,
            "k" => 1e3,
            "M" => 1e6,
            "G" => 1e9,
            "Ki" => 1024,
            "Mi" => 1 << 20,
            "Gi" => 1 << 30,
            var unit => throw new FormatException($"'{unit}' is not a unit of a quantity"),
        };
        return double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture) * scale;
    }
}
