namespace ModelServing.Hosting;

/// <summary>What of this machine decides how containers run on it.</summary>
internal sealed record ContainerEngineHost(string Name, bool IsLinux, bool HasNvidiaGpu = false, bool HasNvidiaDevices = false)
{
    private static readonly string[] DeviceFolders = ["/etc/cdi", "/var/run/cdi"];

    public static ContainerEngineHost Current { get; } = new(Environment.MachineName, OperatingSystem.IsLinux(), FindGpu(), FindDevices());

    private static bool FindGpu() => OperatingSystem.IsLinux()
        ? Directory.EnumerateFileSystemEntries("/dev", "nvidia?").Any() || (File.Exists("/dev/dxg") && Executables.Find("nvidia-smi") is not null) // the second under WSL
        : Executables.Find("nvidia-smi") is not null;

    private static bool FindDevices()
        => DeviceFolders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Any(static file => Path.GetFileName(file).Contains("nvidia", StringComparison.Ordinal));
}
