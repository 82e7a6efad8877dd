using System.Diagnostics;

namespace ModelServing.Hosting;

/// <summary>A container engine that answers.</summary>
internal sealed record ContainerEngine(string Command, bool HasGpu)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks docker, then podman; <c>ModelServing:ContainerEngine=None</c> asks neither.</summary>
    public static ContainerEngine? Find(IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode || builder.Configuration["ModelServing:ContainerEngine"] is "None")
        {
            return null;
        }

        foreach (var command in (string[])["docker", "podman"])
        {
            if (Executables.Find(command) is not null && Ask(command, "info", "--format", "{{json .}}") is { } info)
            {
                return new(command, info.Contains("nvidia", StringComparison.OrdinalIgnoreCase) && Executables.Find("nvidia-smi") is not null);
            }
        }

        return null;
    }

    private static string? Ask(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        if (process is null)
        {
            return null;
        }

        var output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
    }
}
