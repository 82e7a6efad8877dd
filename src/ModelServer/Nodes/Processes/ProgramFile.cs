namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>Finds the file of a program, as a container runtime does.</summary>
internal static class ProgramFile
{
    /// <exception cref="ContainerFailure">There is no such program.</exception>
    public static string Find(ProcessLaunch launch)
    {
        if (!Directory.Exists(launch.WorkingDirectory))
        {
            throw Refuse($"chdir to cwd (\"{launch.WorkingDirectory}\") set in config.json failed: no such file or directory");
        }

        var name = launch.Command.Count > 0 ? launch.Command[0] : throw Refuse("no command specified");
        if (name.Contains('/') || Path.IsPathRooted(name))
        {
            var path = Path.GetFullPath(name, launch.WorkingDirectory);
            return File.Exists(path) ? path : throw Refuse($"exec: \"{name}\": stat {name}: no such file or directory");
        }

        return InPath(launch.Environment.GetValueOrDefault("PATH"), name).FirstOrDefault(File.Exists) ?? throw Refuse($"exec: \"{name}\": executable file not found in $PATH");
    }

    /// <summary>Where a program of this machine lies, or nothing.</summary>
    public static string? OfMachine(string name) => InPath(Environment.GetEnvironmentVariable("PATH"), name).FirstOrDefault(File.Exists);

    private static IEnumerable<string> InPath(string? path, string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        return
            from folder in (path ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            from ending in endings
            select Path.Combine(folder, name + ending);
    }

    private static ContainerFailure Refuse(string problem) => new(ContainerFailure.NotStarted, $"failed to create containerd task: failed to create shim task: {problem}: unknown") { Reason = "StartError" };
}
