using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What the node tells of its machine.</summary>
internal static class NodeIdentity
{
    private const string Version = "v1.32.0";

    private static string ProcessorName => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

    private static string SystemName => OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    public static Dictionary<string, string> Labels(string node) => new()
    {
        ["beta.kubernetes.io/arch"] = ProcessorName,
        ["beta.kubernetes.io/os"] = SystemName,
        ["kubernetes.io/arch"] = ProcessorName,
        ["kubernetes.io/hostname"] = node,
        ["kubernetes.io/os"] = SystemName,
    };

    public static JsonObject Info(string node) => new()
    {
        ["architecture"] = ProcessorName,
        ["bootID"] = Read("/proc/sys/kernel/random/boot_id") ?? node,
        ["containerRuntimeVersion"] = $"modelserving://{typeof(NodeIdentity).Assembly.GetName().Version?.ToString(3)}",
        ["kernelVersion"] = Read("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.Version.ToString(),
        ["kubeProxyVersion"] = Version,
        ["kubeletVersion"] = Version,
        ["machineID"] = Read("/etc/machine-id") ?? node,
        ["operatingSystem"] = SystemName,
        ["osImage"] = RuntimeInformation.OSDescription,
        ["systemUUID"] = Read("/etc/machine-id") ?? node,
    };

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
