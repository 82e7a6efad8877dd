using System.Diagnostics.CodeAnalysis;

namespace ModelServing.ModelServer.Configuration;

/// <summary>Reads the command line.</summary>
/// <remarks><c>flag = "--" name [ "=" value ]</c>; only a bool may go without a value.</remarks>
internal static class FlagParser
{
    private static readonly Dictionary<string, Flag> Known = FlagTable.Flags.ToDictionary(flag => flag.Name);

    /// <summary>Parses the arguments; the last of equal flags wins. What has no effect is listed, and no error: command lines outlive flags.</summary>
    public static bool TryParse(
        IEnumerable<string> arguments,
        [NotNullWhen(true)] out ServerFlags? flags,
        out WithoutEffect unused,
        [NotNullWhen(false)] out string? error)
    {
        flags = null;
        error = null;
        unused = new WithoutEffect([], []);
        var parsed = new ServerFlags();
        foreach (var argument in arguments)
        {
            error = Apply(argument, parsed, unused);
            if (error is not null)
            {
                return false;
            }
        }

        flags = parsed;
        return true;
    }

    /// <summary>The text of <c>--help</c>.</summary>
    public static string Help()
    {
        var text = new System.Text.StringBuilder("usage: tensorflow_model_server [--flag=value …]\n\nFlags:\n");
        foreach (var flag in FlagTable.Flags.Where(flag => !flag.IsIgnored))
        {
            text.Append($"  --{flag.Name,-46}{flag.Kind,-8}{flag.Description}\n");
        }

        text.Append("\nAccepted and ignored:\n");
        foreach (var flag in FlagTable.Flags.Where(flag => flag.IsIgnored))
        {
            text.Append($"  --{flag.Name,-54}{flag.Description}\n");
        }

        text.Append("\nA model in --model_config_file may log a share of its requests, in files that can serve as warm-up requests (assets.extra/tf_serving_warmup_requests):\n")
            .Append("  logging_config { log_collector_config { type: \"tfrecord\" filename_prefix: \"/logs/m\" } sampling_config { sampling_rate: 0.01 } }\n");
        return text.Append("\nLogging, telemetry and other host settings come from the environment (for example Logging__LogLevel__Default).\n").ToString();
    }

    private static string? Apply(string argument, ServerFlags flags, WithoutEffect unused)
    {
        var body = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument.StartsWith('-') ? argument[1..] : null;
        var equals = body?.IndexOf('=') ?? -1;
        var name = equals < 0 ? body : body![..equals]; // there is an '=' in it, so there is a body
        if (name is null || !Known.TryGetValue(name, out var flag))
        {
            unused.Unknown.Add(argument);
            return null;
        }

        if (flag.IsIgnored)
        {
            unused.Ignored.Add(flag.Name);
            return null;
        }

        if (equals < 0 && flag.Kind != "bool")
        {
            return $"--{flag.Name} needs a value: --{flag.Name}=<{flag.Kind}>";
        }

        var value = equals < 0 ? "" : body![(equals + 1)..]; // as above
        return flag.TrySet(flags, value) ? null : $"--{flag.Name} does not take \"{value}\": its type is {flag.Kind}";
    }
}
