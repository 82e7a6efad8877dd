using System.Diagnostics.CodeAnalysis;
using ModelServing.Gateway.Canary;

namespace ModelServing.Gateway.Routes;

/// <summary>One rule of a VirtualService, compiled.</summary>
internal sealed class RouteRule(RouteCondition[] conditions, string? rewrite, WeightedSplit split, InferenceServiceName? inferenceService)
{
    public RouteCondition[] Conditions { get; } = conditions;

    public WeightedSplit Split { get; } = split;

    public InferenceServiceName? InferenceService { get; } = inferenceService;

    /// <summary>Matches and gives the path the backend sees: a rewrite replaces the matched prefix, else the whole path.</summary>
    public bool TryMatch(HttpRequest request, string path, [NotNullWhen(true)] out string? rewritten)
    {
        foreach (var condition in Conditions)
        {
            if (condition.Matches(request, path))
            {
                rewritten = rewrite is null ? path : Rewrite(condition.Uri, path, rewrite);
                return true;
            }
        }

        rewritten = null;
        return false;
    }

    private static string Rewrite(StringCondition? uri, string path, string rewrite) =>
        uri is { Kind: StringConditionKind.Prefix } ? string.Concat(rewrite, path.AsSpan(uri.Value.Length)) : rewrite;
}
