using Yarp.ReverseProxy.Forwarder;

namespace ModelServing.Gateway.Forwarding;

internal static partial class GatewayLog
{
    [LoggerMessage(100, LogLevel.Warning, "Endpoint {Address} of {Service} failed ({Error}): {Reason}")]
    public static partial void EndpointFailed(ILogger logger, string address, string service, ForwarderError error, string? reason);
}
