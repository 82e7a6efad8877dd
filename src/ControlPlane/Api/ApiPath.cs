using System.Diagnostics.CodeAnalysis;

namespace ModelServing.ControlPlane.Api;

/// <summary>What a URL names.</summary>
/// <remarks>
/// <c>path = ( "/api/" version | "/apis/" group "/" version ) [ "/namespaces/" ns ] "/" plural [ "/" name [ "/" subresource [ "/" rest ] ] ]</c>;
/// <c>/api/v1/namespaces/x</c> and <c>/api/v1/namespaces/x/status</c> name the namespace itself.
/// </remarks>
internal sealed record ApiPath(string Group, string Version, string? Namespace, string Plural, string? Name, string? Subresource)
{
    /// <summary>Gets whether more follows, as a proxy's target's own path. Who may use the subresource is not asked what.</summary>
    public bool GoesOn { get; private init; }

    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public static bool TryParse(PathString path, [NotNullWhen(true)] out ApiPath? parsed)
    {
        var steps = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, version, rest) = steps switch
        {
            ["api", var v, .. var tail] => ("", v, tail),
            ["apis", var g, var v, .. var tail] => (g, v, tail),
            _ => ("", "", (string[])[]),
        };
        parsed = rest switch
        {
            ["namespaces"] => new(group, version, null, "namespaces", null, null),
            ["namespaces", var name] => new(group, version, null, "namespaces", name, null),
            ["namespaces", var name, "status" or "finalize"] => new(group, version, null, "namespaces", name, rest[2]),
            ["namespaces", var ns, var plural] => new(group, version, ns, plural, null, null),
            ["namespaces", var ns, var plural, var name] => new(group, version, ns, plural, name, null),
            ["namespaces", var ns, var plural, var name, var sub, .. var more] => new(group, version, ns, plural, name, sub) { GoesOn = more.Length > 0 },
            [var plural] => new(group, version, null, plural, null, null),
            [var plural, var name] => new(group, version, null, plural, name, null),
            [var plural, var name, var sub, .. var more] => new(group, version, null, plural, name, sub) { GoesOn = more.Length > 0 },
            _ => null,
        };
        return parsed is not null;
    }
}
