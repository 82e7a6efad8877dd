using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    /// <summary>Creates an endpoint.</summary>
    public EndpointAnnotation(ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null, bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? "tcp";
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsProxied = isProxied ?? true;
    }

    /// <summary>Gets or sets the name, unique within the resource.</summary>
    public string Name { get; set; }

    /// <summary>Gets or sets the network protocol.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>Gets or sets the scheme of the URL.</summary>
    public string UriScheme { get; set; }

    /// <summary>Gets or sets the transport: <c>http</c>, <c>http2</c> or <c>tcp</c>.</summary>
    public string Transport { get; set; }

    /// <summary>Gets or sets the public port; null lets the orchestrator choose.</summary>
    public int? Port { get; set; }

    /// <summary>Gets or sets the port the resource itself listens on.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Gets or sets the host the resource listens on.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Gets or sets a value indicating whether the orchestrator forwards the public port.</summary>
    public bool IsProxied { get; set; }

    /// <summary>Gets or sets the address, known once the application starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }
}
