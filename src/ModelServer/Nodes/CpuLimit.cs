using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>A CPU limit as the number of threads a container's sessions have.</summary>
internal static class CpuLimit
{
    private static readonly string[] Chosen = ["--tensorflow_session_parallelism=", "--tensorflow_intra_op_parallelism="];

    /// <summary>Adds the flag, unless the command line chooses the threads itself or the limit is no limit on this machine.</summary>
    public static string[] Apply(string[] arguments, V1Container container, int processors) =>
        Threads(container) is { } threads && threads < processors && !arguments.Any(argument => Chosen.Any(flag => argument.StartsWith(flag, StringComparison.Ordinal)))
            ? [.. arguments, $"--tensorflow_intra_op_parallelism={threads}"]
            : arguments;

    private static int? Threads(V1Container container) =>
        container.Resources?.Limits?.TryGetValue("cpu", out var limit) == true && limit.ToDecimal() > 0 ? (int)Math.Min(int.MaxValue, Math.Ceiling(limit.ToDecimal())) : null;
}
