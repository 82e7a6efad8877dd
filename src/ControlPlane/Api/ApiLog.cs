namespace ModelServing.ControlPlane.Api;

internal static partial class ApiLog
{
    [LoggerMessage(1000, LogLevel.Information, "Serving the cluster's API on {Address}; kubeconfig: {Path}")]
    public static partial void Listening(ILogger logger, Uri address, string path);

    [LoggerMessage(1001, LogLevel.Warning, "No https address among {Addresses}: kubectl cannot connect, no kubeconfig is written")]
    public static partial void NotListeningOnHttps(ILogger logger, string addresses);

    [LoggerMessage(1002, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(1003, LogLevel.Error, "A pass of {Controller} failed; it goes on with the next change")]
    public static partial void ControllerFailed(ILogger logger, Exception exception, string controller);
}
