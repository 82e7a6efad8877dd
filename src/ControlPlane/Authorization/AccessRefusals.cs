using k8s.Models;
using ModelServing.ControlPlane.Security;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>What the API says to somebody who may not, in the words of Kubernetes' own server.</summary>
internal static class AccessRefusals
{
    public static V1Status Forbidden(UserInfo user, AccessAttributes what) => what.Path is { } path
        ? Status($"forbidden: User \"{user.Name}\" cannot {what.Verb} path \"{path}\"", new V1StatusDetails())
        : Forbidden(what, $"User \"{user.Name}\" cannot {what.Verb} resource \"{what.FullResource}\" in API group \"{what.Group}\"{Scope(what)}");

    public static V1Status Forbidden(AccessAttributes what, string why)
    {
        var resource = what.Group.Length == 0 ? what.Resource : $"{what.Resource}.{what.Group}";
        var subject = what.Name.Length == 0 ? resource : $"{resource} \"{what.Name}\"";
        return Status($"{subject} is forbidden: {why}", new V1StatusDetails { Name = what.Name, Group = what.Group, Kind = what.Resource });
    }

    private static string Scope(AccessAttributes what) => what.Namespace.Length == 0 ? " at the cluster scope" : $" in the namespace \"{what.Namespace}\"";

    private static V1Status Status(string message, V1StatusDetails details) =>
        new() { Status = "Failure", Code = StatusCodes.Status403Forbidden, Reason = "Forbidden", Message = message, Details = details };
}
