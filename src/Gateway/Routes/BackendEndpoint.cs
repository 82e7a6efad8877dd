namespace ModelServing.Gateway.Routes;

/// <summary>One ready address of a backend; the same object lives on across route tables, so its load and health do too.</summary>
internal sealed class BackendEndpoint(string host, int port)
{
    private int _inFlight;
    private long _suspendedUntil = long.MinValue;

    public string Host { get; } = host;

    public int Port { get; } = port;

    public string Address { get; } = $"http://{host}:{port}/";

    public int InFlight => Volatile.Read(ref _inFlight);

    public void Enter() => Interlocked.Increment(ref _inFlight);

    public void Exit() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Prefers other endpoints until <paramref name="timestamp"/>: this one just refused or dropped a connection.</summary>
    public void Suspend(long timestamp) => Volatile.Write(ref _suspendedUntil, timestamp);

    public bool IsSuspended(long now) => now < Volatile.Read(ref _suspendedUntil);
}
