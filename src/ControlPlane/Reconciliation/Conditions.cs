using ModelServing.Kubernetes.Knative;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Conditions whose transition time moves only when their status does.</summary>
internal sealed class Conditions(IEnumerable<StatusCondition>? before, DateTime now)
{
    private readonly Dictionary<string, StatusCondition> _before = (before ?? []).ToDictionary(condition => condition.Type);
    private readonly SortedDictionary<string, StatusCondition> _now = new(StringComparer.Ordinal);

    public bool IsTrue(string type) => _now.TryGetValue(type, out var condition) && condition.Status == "True";

    public bool Has(string type) => _now.ContainsKey(type);

    public void Set(string type, bool? status, string? reason = null, string? message = null) =>
        _now[type] = Resolve(type, status switch { true => "True", false => "False", null => "Unknown" }, reason, message);

    public void Set(string type, StatusCondition like) => _now[type] = Resolve(type, like.Status, like.Reason, like.Message);

    public StatusCondition this[string type] => _now[type];

    public List<StatusCondition> ToList() => [.. _now.Values];

    private StatusCondition Resolve(string type, string status, string? reason, string? message) => new()
    {
        Type = type,
        Status = status,
        Reason = reason,
        Message = message,
        LastTransitionTime = _before.TryGetValue(type, out var earlier) && earlier.Status == status ? earlier.LastTransitionTime : now,
    };
}
