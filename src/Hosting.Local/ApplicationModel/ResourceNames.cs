using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

internal static partial class ResourceNames
{
    /// <summary>Returns the name, or explains what a name may look like.</summary>
    public static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Length <= 64 && Grammar().IsMatch(name)
            ? name
            : throw new ArgumentException($"Resource name '{name}' must start with a letter and hold only letters, digits and single hyphens (at most 64).", nameof(name));
    }

    /// <summary>Returns the name of one running instance: <c>gateway-kzqwmtpa</c>.</summary>
    public static string Instance(string name) => $"{name}-{RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz", 8)}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$")]
    private static partial Regex Grammar();
}
