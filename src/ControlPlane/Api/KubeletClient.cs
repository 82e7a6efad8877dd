namespace ModelServing.ControlPlane.Api;

/// <summary>Calls nodes. Not from the client factory: its resilience would end a followed log after its timeout.</summary>
internal sealed class KubeletClient : IDisposable
{
    /// <summary>Gets the client. A redirect is the caller's to follow: it may lead anywhere.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => Http.Dispose();
}
