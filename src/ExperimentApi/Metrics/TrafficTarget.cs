using ModelServing.ExperimentApi.Definitions;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>Where the built-in traffic goes.</summary>
/// <param name="Url">The absolute URL.</param>
/// <param name="Host">The Host header, or null for the URL's own.</param>
internal sealed record TrafficTarget(Uri Url, string? Host)
{
    public static TrafficTarget Of(ExperimentDefinition definition, Uri gateway)
    {
        var isKServe = definition.Platform == ServingPlatform.KServe;
        var path = definition.Traffic?.Url ?? (isKServe
            ? $"/v1/models/{definition.Target}:predict"
            : $"/seldon/{definition.Namespace}/{definition.Target}/v1/models/:predict");
        return new(new Uri(gateway, path), definition.Traffic?.Host ?? (isKServe ? $"{definition.Target}.{definition.Namespace}.example.com" : null));
    }
}
