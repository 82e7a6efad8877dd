using System.Collections.Frozen;
using System.Text.Json;

namespace ModelServing.Gateway.Graphs;

/// <summary>Reads <c>response.meta.routing</c> of a feedback message; what cannot be read routes nothing, so every child hears it.</summary>
internal sealed class FeedbackRouting : IDisposable
{
    private static readonly FrozenSet<string> KnownFields = new[] { "request", "response", "reward", "truth" }.ToFrozenSet();

    private readonly JsonDocument? _document;
    private readonly JsonElement? _routing;

    private FeedbackRouting(JsonDocument? document)
    {
        _document = document;
        _routing = document is null ? null : Find(document.RootElement);
    }

    public static FeedbackRouting Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return new(JsonDocument.Parse(body));
        }
        catch (JsonException)
        {
            return new(null);
        }
    }

    public int BranchOf(string node) =>
        _routing is { } routing && routing.TryGetProperty(node, out var branch) && branch.ValueKind == JsonValueKind.Number && branch.TryGetInt32(out var value) ? value : -1;

    public void Dispose() => _document?.Dispose();

    private static JsonElement? Find(JsonElement root)
    {
        // One unknown field and upstream does not take it for a feedback message at all.
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Any(field => !KnownFields.Contains(field.Name)))
        {
            return null;
        }

        var element = root;
        foreach (var name in (ReadOnlySpan<string>)["response", "meta", "routing"])
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Object ? element : null;
    }
}
