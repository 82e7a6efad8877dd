using System.Globalization;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Maps the commands that manifests use as probes to the call they would make: no processes run in a pod here.</summary>
/// <remarks>
/// <c>command = [ shell "-c" ] tool</c>, <c>tool = "true" | ("curl" | "wget") { flag } url | "grpc_health_probe" { flag } | "nc" { flag } host port</c>;
/// what follows <c>||</c>, <c>&amp;&amp;</c>, <c>|</c>, <c>;</c> or <c>&gt;</c> in a shell's text says only what to do with the answer.
/// </remarks>
internal static class ProbeCommand
{
    private static readonly string[] Shells = ["sh", "bash", "ash"];
    private static readonly string[] Separators = ["||", "&&", "|", ";", ">"];

    /// <summary>Gives the target of a command, or null if there is none.</summary>
    public static ProbeTarget? Map(IReadOnlyList<string> command)
    {
        var words = Words(command);
        return words is [] ? null : Name(words[0]) switch
        {
            "true" => ProbeTarget.Always,
            "curl" or "wget" => Url(words),
            "grpc_health_probe" => Grpc(words),
            "nc" => words is [.., _, var port] && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new ProbeTarget("tcp", number, string.Empty, []) : null,
            _ => null,
        };
    }

    /// <summary>Gives the time that a command only sleeps, or null if it does anything else.</summary>
    public static TimeSpan? Sleep(IReadOnlyList<string> command) =>
        Words(command) is ["sleep" or "/bin/sleep" or "/usr/bin/sleep", var seconds] && double.TryParse(seconds.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromSeconds(Math.Min(number, 86_400))
            : null;

    private static List<string> Words(IReadOnlyList<string> command)
    {
        if (command is not [var shell, "-c" or "-ec", var text, ..] || !Shells.Contains(Name(shell)))
        {
            return [.. command];
        }

        var words = text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('\'', '"'));
        return [.. words.TakeWhile(word => !Separators.Any(word.StartsWith)).Select(word => word.TrimEnd(';'))];
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static ProbeTarget? Url(List<string> words)
    {
        var text = words.Find(word => word.Contains("://", StringComparison.Ordinal) || word.StartsWith("localhost:", StringComparison.Ordinal) || word.StartsWith("127.0.0.1:", StringComparison.Ordinal));
        if (text is not null && !text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? new ProbeTarget(uri.Scheme, uri.Port, uri.PathAndQuery, []) : null;
    }

    private static ProbeTarget? Grpc(List<string> words)
    {
        string Flag(string name) => words.Find(word => word.TrimStart('-').StartsWith(name + "=", StringComparison.Ordinal))?.Split('=', 2)[1] ?? string.Empty;
        var address = Flag("addr");
        return int.TryParse(address[(address.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? new ProbeTarget("grpc", port, Flag("service"), []) : null;
    }
}
