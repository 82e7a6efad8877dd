namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary>The whole URL.</summary>
    Url = 0,

    /// <summary>The port.</summary>
    Port = 3,

    /// <summary>The port the resource itself listens on.</summary>
    TargetPort = 5,
}
