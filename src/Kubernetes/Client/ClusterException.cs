using k8s.Models;

namespace ModelServing.Kubernetes.Client;

/// <summary>A refusal by the Kubernetes API, with the status it sent.</summary>
/// <param name="status">The server's status: code, reason, message, details.</param>
public sealed class ClusterException(V1Status status) : Exception(status.Message)
{
    /// <summary>Gets the server's status.</summary>
    public V1Status Status { get; } = status;

    /// <summary>Gets a value that says whether the object was changed by somebody else in between (409 Conflict).</summary>
    public bool IsConflict => Status is { Code: 409, Reason: "Conflict" };

    /// <summary>Gets a value that says whether the object already exists (409 AlreadyExists).</summary>
    public bool AlreadyExists => Status is { Code: 409, Reason: "AlreadyExists" };

    /// <summary>Gets a value that says whether the object or its kind does not exist (404).</summary>
    public bool IsNotFound => Status.Code == 404;
}
