namespace ModelServing.Hosting;

/// <summary>A container engine that can run the images here, and how it has to be asked.</summary>
internal sealed record ContainerEngine(string Command, string Architecture)
{
    /// <summary>Podman completes no short name.</summary>
    public const string Registry = "docker.io/";

    /// <summary>Gets the arguments that give a container the GPUs; none where there is no GPU or the engine cannot pass it on.</summary>
    public IReadOnlyList<string> GpuArguments { get; init; } = [];

    /// <summary>Gets the arguments that let a container read mounted folders.</summary>
    public IReadOnlyList<string> MountArguments { get; init; } = [];

    /// <summary>
    /// Gets where a container finds what listens on this machine's loopback: 127.0.0.1 for one on the host's network, a name where the engine
    /// runs in a virtual machine that forwards it, null where neither works.
    /// </summary>
    public string? HostAddress { get; init; }

    public bool SharesLoopback => HostAddress == ModelServingEndpoints.Loopback;

    /// <summary>Gets a value indicating whether images that exist for x64 only, as TensorFlow Serving's, run natively.</summary>
    public bool IsX64 => Architecture is "x86_64" or "amd64";
}
