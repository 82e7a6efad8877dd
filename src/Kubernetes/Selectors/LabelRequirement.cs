using System.Globalization;

namespace ModelServing.Kubernetes.Selectors;

/// <summary>One term of a label selector.</summary>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, string[] Values)
{
    public bool Matches(string? value) => Operator switch
    {
        LabelOperator.Exists => value is not null,
        LabelOperator.Absent => value is null,
        LabelOperator.In => value is not null && Values.Contains(value, StringComparer.Ordinal),
        LabelOperator.NotIn => value is null || !Values.Contains(value, StringComparer.Ordinal),
        LabelOperator.GreaterThan => Compare(value) > 0,
        _ => Compare(value) < 0,
    };

    private int Compare(string? value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : 0;
}

internal enum LabelOperator
{
    Exists,
    Absent,
    In,
    NotIn,
    GreaterThan,
    LessThan,
}
