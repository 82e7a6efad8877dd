using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The command line that a TensorFlow Serving container would run, with its paths translated to the host's.</summary>
internal static class TensorFlowCommand
{
    private static readonly string[] PathFlags =
        ["--model_base_path=", "--model_config_file=", "--monitoring_config_file=", "--batching_parameters_file=", "--ssl_config_file=", "--platform_config_file="];

    public static string[] Build(V1Container container, IReadOnlyDictionary<string, string> environment, PathMap paths)
    {
        var written = (container.Command ?? []).Concat(container.Args ?? []).Select(argument => VariableExpansion.Expand(argument, environment));

        // The name of the binary may come first in the arguments, too: the image's entry point ignores it.
        var flags = written.Where(argument => argument.StartsWith('-')).Select(flag => "--" + flag.TrimStart('-'));
        return [.. Defaults(container, environment).Concat(flags).Select(flag => Translate(flag, paths))];
    }

    /// <summary>What the image's entry point passes first; a command of the pod's own replaces it.</summary>
    private static string[] Defaults(V1Container container, IReadOnlyDictionary<string, string> environment)
    {
        if (container.Command is { Count: > 0 })
        {
            return [];
        }

        var name = environment.GetValueOrDefault("MODEL_NAME", "model");
        return ["--port=8500", "--rest_api_port=8501", $"--model_name={name}", $"--model_base_path={environment.GetValueOrDefault("MODEL_BASE_PATH", "/models")}/{name}"];
    }

    private static string Translate(string flag, PathMap paths)
    {
        var prefix = Array.Find(PathFlags, name => flag.StartsWith(name, StringComparison.Ordinal));
        return prefix is null ? flag : prefix + paths.Translate(flag[prefix.Length..]);
    }
}
