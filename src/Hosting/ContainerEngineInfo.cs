using System.Text.Json;

namespace ModelServing.Hosting;

/// <summary>What an engine says about itself: the parts of <c>docker info</c> and <c>podman info</c> that decisions need.</summary>
internal sealed record ContainerEngineInfo(string Host, string Architecture)
{
    /// <summary>Gets a value indicating whether the engine's daemon is without root rights, and so in a network of its own.</summary>
    public bool IsRootless { get; init; }

    /// <summary>Gets a value indicating whether the engine runs in a virtual machine that stands for this one.</summary>
    public bool IsDesktop { get; init; }

    public bool HasSELinux { get; init; }

    /// <summary>Gets a value indicating whether the engine has NVIDIA's runtime, which <c>--gpus</c> needs.</summary>
    public bool HasNvidiaRuntime { get; init; }

    /// <summary>Gets a value indicating whether the engine knows NVIDIA GPUs as CDI devices.</summary>
    public bool HasNvidiaDevices { get; init; }

    /// <summary>Reads the answer of <c>docker info</c>; null when no daemon is behind it, which the exit code does not always tell, or podman's stand-in for docker.</summary>
    public static ContainerEngineInfo? FromDocker(string json) => Read(json, static root =>
        Text(root, "ServerVersion") is not { Length: > 0 } ? null : new(Text(root, "Name") ?? "", Text(root, "Architecture") ?? "")
        {
            IsDesktop = Text(root, "OperatingSystem") is "Docker Desktop",
            IsRootless = Items(root, "SecurityOptions").Any(static option => option.ToString().StartsWith("name=rootless", StringComparison.Ordinal)),
            HasSELinux = Items(root, "SecurityOptions").Any(static option => option.ToString().StartsWith("name=selinux", StringComparison.Ordinal)),
            HasNvidiaRuntime = Property(Property(root, "Runtimes"), "nvidia") is not null,
            HasNvidiaDevices = Items(root, "DiscoveredDevices").Any(static device => Text(device, "ID")?.StartsWith("nvidia.com/gpu", StringComparison.Ordinal) is true),
        });

    /// <summary>Reads the answer of <c>podman info</c>.</summary>
    public static ContainerEngineInfo? FromPodman(string json) => Read(json, static root =>
        Property(root, "host") is not { } host ? null : new(Text(host, "hostname") ?? "", Text(host, "arch") ?? "")
        {
            IsRootless = Property(Property(host, "security"), "rootless")?.ValueKind is JsonValueKind.True,
            HasSELinux = Property(Property(host, "security"), "selinuxEnabled")?.ValueKind is JsonValueKind.True,
        });

    private static ContainerEngineInfo? Read(string json, Func<JsonElement, ContainerEngineInfo?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Property(JsonElement? parent, string name)
        => parent is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement parent, string name)
        => Property(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement[] Items(JsonElement parent, string name)
        => Property(parent, name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : [];
}
