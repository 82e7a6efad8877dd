using k8s.Models;

namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>The command that an image would run: its entry point and, after that, its default arguments.</summary>
internal sealed record ImageCommand(IReadOnlyList<string> Entrypoint, IReadOnlyList<string> Cmd, string? WorkingDirectory)
{
    /// <summary>Gives the command of a container: its own command replaces both parts of the image's, its arguments the second. Variables count only in what the pod says.</summary>
    public IReadOnlyList<string> For(V1Container container, IReadOnlyDictionary<string, string> variables)
    {
        var (command, args) = (Expand(container.Command), Expand(container.Args));
        return command.Count > 0 ? [.. command, .. args]
            : args.Count > 0 ? [.. Entrypoint, .. args]
            : [.. Entrypoint, .. Cmd];

        List<string> Expand(IEnumerable<string>? words) => [.. (words ?? []).Select(word => VariableExpansion.Expand(word, variables))];
    }
}
