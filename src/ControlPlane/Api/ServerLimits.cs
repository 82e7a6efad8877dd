using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ModelServing.ControlPlane.Api;

/// <summary>What one client can make the server hold.</summary>
internal static class ServerLimits
{
    /// <summary>A label selector over many names is long; nothing else is.</summary>
    private const int MaxUrlBytes = 16 * 1024;
    private const int MaxHeaderBytes = 32 * 1024;
    private const int MaxHeaders = 100;

    /// <summary>
    /// Above the limit that is told in an answer: who sends a little too much is heard out, so that it reads the answer; beyond this the
    /// connection is cut.
    /// </summary>
    private const long MaxHeardBodyBytes = 4 * RequestBody.MaxBytes;

    /// <summary>As many requests and watches as client-go expects one connection to carry.</summary>
    private const int MaxStreams = 250;

    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = MaxHeardBodyBytes;
        options.Limits.MaxRequestLineSize = MaxUrlBytes;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        options.Limits.MaxRequestHeaderCount = MaxHeaders;
        options.Limits.Http2.MaxRequestHeaderFieldSize = MaxUrlBytes;
        options.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
    }
}
