using System.Security.Cryptography;
using ModelServing.ControlPlane.Kinds;
using ModelServing.Kubernetes.Schemas;

namespace ModelServing.ControlPlane.Registry;

/// <summary>Which names objects may have, and random ones.</summary>
internal static class NameRules
{
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxGeneratedPrefix = 58;

    public static string Generate(string prefix) =>
        (prefix.Length > MaxGeneratedPrefix ? prefix[..MaxGeneratedPrefix] : prefix) + RandomNumberGenerator.GetString(SuffixLetters, SuffixLength);

    /// <summary>Gives what is wrong with a name.</summary>
    public static IEnumerable<string> Problems(ResourceDefinition resource, string name)
    {
        if (resource.Group == "rbac.authorization.k8s.io")
        {
            return name is "." or ".." || name.Contains('/') || name.Contains('%') ? ["may not be '.', '..' or contain '/' or '%'"] : [];
        }

        return resource.Plural switch
        {
            "services" when resource.Group.Length == 0 => ObjectNames.Label1035(name),
            "namespaces" => ObjectNames.Label1123(name),
            _ => ObjectNames.Subdomain(name),
        };
    }
}
