using k8s.Models;
using ModelServing.Kubernetes.Knative;

namespace ModelServing.ControlPlane.KServe;

/// <summary>What one reconciliation found out about a service, for its status.</summary>
internal sealed record InferenceServiceView
{
    public required RolloutState State { get; init; }

    public required IReadOnlyList<TrafficTarget> Traffic { get; init; }

    /// <summary>Gets the newest revision, or null while there is none.</summary>
    public Revision? Newest { get; init; }

    /// <summary>Gets the newest revision's pods.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    /// <summary>Gets the runtime in use; null for a custom container.</summary>
    public string? Runtime { get; init; }

    /// <summary>Gets why no pod can be made of the specification.</summary>
    public RuntimeRefusal? Refusal { get; init; }

    /// <summary>Gets a value that says whether requests are routed as <see cref="Traffic"/> says.</summary>
    public bool Routed { get; init; }

    public bool Stopped { get; init; }
}
