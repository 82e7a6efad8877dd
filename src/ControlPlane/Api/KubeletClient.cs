namespace ModelServing.ControlPlane.Api;

/// <summary>Calls nodes. Not from the client factory: its resilience would end a followed log after its timeout.</summary>
internal sealed class KubeletClient : IDisposable
{
    public HttpClient Http { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => Http.Dispose();
}
