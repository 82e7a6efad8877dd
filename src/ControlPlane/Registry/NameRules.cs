using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Registry;

/// <summary>Which names objects may have, and random ones.</summary>
internal static partial class NameRules
{
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxGeneratedPrefix = 58;

    public static string Generate(string prefix) =>
        (prefix.Length > MaxGeneratedPrefix ? prefix[..MaxGeneratedPrefix] : prefix) + RandomNumberGenerator.GetString(SuffixLetters, SuffixLength);

    /// <summary>Gives what is wrong with a name, or null.</summary>
    public static string? Problem(ResourceDefinition resource, string name)
    {
        if (resource.Group == "rbac.authorization.k8s.io")
        {
            return name is "." or ".." || name.Contains('/') || name.Contains('%') ? $"Invalid value: \"{name}\": may not be '.', '..' or contain '/' or '%'" : null;
        }

        return resource.Plural switch
        {
            "services" when resource.Group.Length == 0 => Unless(Label1035().IsMatch(name) && name.Length <= 63, name,
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"),
            "namespaces" => Unless(Label1123().IsMatch(name) && name.Length <= 63, name,
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"),
            _ => Unless(Subdomain().IsMatch(name) && name.Length <= 253, name,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"),
        };
    }

    private static string? Unless(bool valid, string name, string rule) => valid ? null : $"Invalid value: \"{name}\": {rule}";

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex Label1035();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex Label1123();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();
}
