using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Tests.Simulation;

/// <summary>A queue before several servers, which serves in the order of arrival and logs what truly happened.</summary>
/// <param name="time">The clock.</param>
/// <param name="servers">How many requests are served at once.</param>
/// <param name="serviceSeconds">How long one takes.</param>
internal sealed class SimulatedServer(SimulatedTime time, int servers, Func<double> serviceSeconds) : IPredictClient
{
    private readonly PriorityQueue<int, long> _free = new(Enumerable.Range(0, servers).Select(server => (server, 0L)));

    /// <summary>Gets when each request arrived and when its answer left, in seconds.</summary>
    public List<(double Arrived, double Answered)> Log { get; } = [];

    /// <summary>Gets or sets when nothing is served, in seconds.</summary>
    public (double From, double To) Stall { get; set; } = (double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Gets or sets what goes wrong with a request, by its place among the arrivals.</summary>
    public Func<int, Failure?> Break { get; set; } = _ => null;

    public static PreparedTarget Target { get; } = new()
    {
        Target = new(Platform.Url, new("http://simulated/m:predict")),
        PredictUrl = new("http://simulated/m:predict"),
        Protocol = WireProtocol.TensorFlow,
        ModelName = "m",
        Payloads = [],
        Instances = 1,
        Features = 1,
    };

    public LoadTiming Timing(double timeout = 1000, double? drain = null) => new(TimeSpan.FromSeconds(timeout), TimeSpan.FromSeconds(drain ?? timeout), time);

    public IPredictCaller CreateCaller() => new Caller(this);

    public void Dispose()
    {
    }

    private ValueTask<Failure?> ServeAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<Failure?>();
        var failure = Break(Log.Count);
        _free.TryDequeue(out var server, out var free);
        var finish = Finish(Math.Max(free, time.GetTimestamp()) / (double)time.TimestampFrequency, serviceSeconds());
        _free.Enqueue(server, SimulatedTime.Ticks(finish));
        Log.Add((time.Seconds, finish));
        time.Schedule(SimulatedTime.Ticks(finish), () => done.TrySetResult(failure));
        var registration = cancellationToken.UnsafeRegister(_ => done.TrySetResult(new(FailureKind.Deadline, "ended")), null);
        return new(WaitAsync());

        async Task<Failure?> WaitAsync()
        {
            await using (registration)
            {
                return await done.Task;
            }
        }
    }

    private double Finish(double start, double service) =>
        start >= Stall.From && start < Stall.To ? Stall.To + service
        : start < Stall.From && start + service > Stall.From ? start + service + Stall.To - Stall.From
        : start + service;

    private sealed class Caller(SimulatedServer server) : IPredictCaller
    {
        public ValueTask<Failure?> SendAsync(long number, string? traceParent, CancellationToken cancellationToken) => server.ServeAsync(cancellationToken);

        public Failure? Judge(long number) => null;

        public void Dispose()
        {
        }
    }
}
