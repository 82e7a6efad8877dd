using System.Net;
using ModelServing.ModelServer.Batching;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Versions;
using ModelServing.ModelServer.Warmup;

namespace ModelServing.ModelServer.Hosting;

/// <summary>One model server: which models, on which ports, and how it behaves.</summary>
internal sealed record ServerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Gets the REST port: 0 takes any free one, null opens none.</summary>
    public int? RestPort { get; init; }

    /// <summary>Gets the gRPC port: 0 takes any free one, null opens none.</summary>
    public int? GrpcPort { get; init; }

    /// <summary>Gets the Unix socket that gRPC listens on, too, or null.</summary>
    public string? GrpcSocketPath { get; init; }

    /// <summary>Gets the certificate of the gRPC port, or null where it speaks plain text.</summary>
    public GrpcTls? GrpcTls { get; init; }

    /// <summary>Gets a value indicating whether REST was asked for on the port that gRPC has.</summary>
    public bool PortsCollide { get; init; }

    public IReadOnlyList<ModelSettings> Models { get; init; } = [];

    /// <summary>Gets the file that is read again for changes of the list of models, or null.</summary>
    public string? ModelConfigFile { get; init; }

    public TimeSpan ModelConfigPoll { get; init; }

    public TimeSpan FileSystemPoll { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan RunTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public bool EnableCors { get; init; }

    public bool AllowUnavailableLabels { get; init; }

    public bool TensorContent { get; init; }

    public bool GrpcHealth { get; init; }

    /// <summary>Gets a value indicating whether the open inference protocol answers on the REST port, too.</summary>
    public bool OpenInference { get; init; } = true;

    /// <summary>Gets the path of the metrics page, or null where it is off.</summary>
    public string? MetricsPath { get; init; }

    public string Tags { get; init; } = "serve";

    public MethodRules Methods { get; init; } = new(ChecksNames: false);

    public int SessionThreads { get; init; }

    /// <summary>Gets how requests are put together, or null where each runs on its own.</summary>
    public BatchingSettings? Batching { get; init; }

    /// <summary>Gets how versions are warmed up before they serve, or null where they are not.</summary>
    public WarmupOptions? Warmup { get; init; }

    public VersionManagerOptions Versions { get; init; } = new();
}
