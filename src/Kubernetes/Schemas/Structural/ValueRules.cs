using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>The bounds of one value.</summary>
internal sealed record ValueRules
{
    public JsonElement[]? Enum { get; init; }

    public string? Pattern { get; init; }

    public Regex? Regex { get; init; }

    public long? MinLength { get; init; }

    public long? MaxLength { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public long? MinItems { get; init; }

    public long? MaxItems { get; init; }

    public bool UniqueItems { get; init; }

    public long? MinProperties { get; init; }

    public long? MaxProperties { get; init; }
}
