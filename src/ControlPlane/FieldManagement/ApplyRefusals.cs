using k8s.Models;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.ControlPlane.FieldManagement;

/// <summary>Why a configuration is not applied, in the words of Kubernetes' own server.</summary>
internal static class ApplyRefusals
{
    private const string Group = "meta.k8s.io";

    public static V1Status Conflict(IReadOnlyList<ApplyConflict> conflicts) => new()
    {
        Status = "Failure",
        Code = StatusCodes.Status409Conflict,
        Reason = "Conflict",
        Message = ApplyConflict.Describe(conflicts),
        Details = new V1StatusDetails { Causes = [.. conflicts.SelectMany(conflict => conflict.Fields.Paths(), Cause)] },
    };

    /// <summary>Kubernetes gives this one without a reason.</summary>
    public static V1Status NotTyped(string ns, string name, string kind, IReadOnlyList<string> problems)
    {
        var text = problems is [var only] ? only : "errors:\n  " + string.Join("\n  ", problems);
        return new()
        {
            Status = "Failure",
            Code = StatusCodes.Status500InternalServerError,
            Message = $"failed to create typed patch object ({ns}/{name}; {kind}): {text}",
        };
    }

    /// <summary>Refuses a request's query.</summary>
    public static V1Status InvalidOptions(string options, IReadOnlyList<V1StatusCause> causes)
    {
        var problems = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToList();
        return new()
        {
            Status = "Failure",
            Code = StatusCodes.Status422UnprocessableEntity,
            Reason = "Invalid",
            Message = $"{options}.{Group} \"\" is invalid: {(problems is [var only] ? only : $"[{string.Join(", ", problems)}]")}",
            Details = new V1StatusDetails { Group = Group, Kind = options, Causes = [.. causes] },
        };
    }

    private static V1StatusCause Cause(ApplyConflict conflict, string path) =>
        new() { Reason = "FieldManagerConflict", Message = $"conflict with {conflict.Manager}", Field = path };
}
