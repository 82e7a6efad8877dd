namespace ModelServing.Hosting;

/// <summary>The engine that is used, or why none is; both null where none is installed.</summary>
internal sealed record ContainerEngineChoice(ContainerEngine? Engine, string? Reason)
{
    public const string Docker = "docker";
    public const string Podman = "podman";

    /// <summary>Takes the first engine whose containers see this machine's folders and can be reached on its ports.</summary>
    public static ContainerEngineChoice Among(IEnumerable<ContainerEngineAnswer> answers, ContainerEngineHost host)
    {
        var reasons = new List<string>();
        foreach (var answer in answers)
        {
            var info = answer is { Problem: null, Info: { } json } ? answer.Command == Docker ? ContainerEngineInfo.FromDocker(json) : ContainerEngineInfo.FromPodman(json) : null;
            if (info is not null && IsHere(info, host))
            {
                return new(Describe(answer.Command, info, host), null);
            }

            reasons.Add(info is null
                ? $"{answer.Command} cannot be used ({answer.Problem ?? "nothing answers"})"
                : $"{answer.Command} runs its containers on another machine ({info.Host})");
        }

        return new(null, reasons.Count == 0 ? null : string.Join(", ", reasons));
    }

    /// <remarks>
    /// A remote daemon, a sibling of a CI job and a socket mounted into a container all answer, but mounts and ports would be another machine's.
    /// A virtual machine on Windows or macOS has a name of its own too, but forwards both.
    /// </remarks>
    private static bool IsHere(ContainerEngineInfo info, ContainerEngineHost host)
        => !host.IsLinux || info.IsDesktop || string.Equals(info.Host.Split('.')[0], host.Name.Split('.')[0], StringComparison.OrdinalIgnoreCase);

    private static ContainerEngine Describe(string command, ContainerEngineInfo info, ContainerEngineHost host) => new(command, info.Architecture)
    {
        GpuArguments = GpuArguments(command, info, host),
        MountArguments = info.HasSELinux ? ["--security-opt", "label=disable"] : [], // mounts are not relabelled for containers
        HostAddress = HostAddress(command, info, host),
    };

    /// <remarks>Podman accepts <c>--gpus</c> for docker's sake, but its older versions ignore it: there a GPU is a CDI device.</remarks>
    private static string[] GpuArguments(string command, ContainerEngineInfo info, ContainerEngineHost host)
        => !host.HasNvidiaGpu ? []
            : command == Docker && info.HasNvidiaRuntime ? ["--gpus", "all"]
            : (command == Docker ? info.HasNvidiaDevices : host.HasNvidiaDevices) ? ["--device", "nvidia.com/gpu=all"]
            : [];

    /// <remarks>Rootless docker's "host" network is that of its daemon, which has a loopback of its own; rootless podman has no daemon.</remarks>
    private static string? HostAddress(string command, ContainerEngineInfo info, ContainerEngineHost host)
        => !host.IsLinux || info.IsDesktop ? (command == Docker ? "host.docker.internal" : "host.containers.internal")
            : command == Docker && info.IsRootless ? null
            : ModelServingEndpoints.Loopback;
}
