using System.Text;
using System.Text.RegularExpressions;

namespace ModelServing.ModelServer.Nodes;

/// <summary>A copy of a model configuration file whose base paths are the host's.</summary>
internal static partial class MappedConfigFile
{
    private const string Flag = "--model_config_file=";

    /// <summary>Points the flag at the copy; returns where it was read from, or nothing if the flag is not given.</summary>
    public static string? Redirect(string[] arguments, string copy)
    {
        var index = Array.FindLastIndex(arguments, argument => argument.StartsWith(Flag, StringComparison.Ordinal));
        if (index < 0)
        {
            return null;
        }

        var source = arguments[index][Flag.Length..];
        arguments[index] = Flag + copy;
        return source;
    }

    /// <summary>Writes the copy; returns the fields that it leaves out.</summary>
    public static IReadOnlyList<string> Refresh(string source, string copy, PathMap paths)
    {
        if (!File.Exists(source))
        {
            return [];
        }

        var (text, dropped) = LoggingFields.Drop(File.ReadAllText(source));
        FileReplacement.Write(copy, Encoding.UTF8.GetBytes(Translate(text, paths)));
        return dropped;
    }

    public static string Translate(string config, PathMap paths) =>
        BasePath().Replace(config, match => $"{match.Groups[1].Value}{paths.Translate(match.Groups[2].Value)}{match.Groups[3].Value}");

    [GeneratedRegex("""(base_path\s*:\s*["'])([^"']*)(["'])""")]
    private static partial Regex BasePath();
}
