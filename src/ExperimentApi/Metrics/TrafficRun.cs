using System.Collections.Concurrent;
using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Metrics;

/// <summary>The traffic of one step: one example after the other, at a steady rate, without waiting for answers.</summary>
internal sealed class TrafficRun : IAsyncDisposable
{
    private const int MaxInFlight = 64;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Outcome> _outcomes = [];
    private readonly Dataset _dataset;
    private readonly GatewayClient _gateway;
    private readonly TrafficTarget _target;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;
    private readonly Task _run;
    private int _inFlight;

    public TrafficRun(ExperimentSnapshot snapshot, Dataset dataset, GatewayClient gateway, TimeProvider timeProvider)
    {
        Step = snapshot.Step;
        (_dataset, _gateway, _timeProvider) = (dataset, gateway, timeProvider);
        _target = TrafficTarget.Of(snapshot.Definition, gateway.BaseAddress);
        _interval = TimeSpan.FromSeconds(1 / (snapshot.Definition.Traffic?.RequestsPerSecond ?? 1));
        _run = RunAsync(_stop.Token);
    }

    public int Step { get; }

    /// <summary>Takes the outcomes that came in since the last time.</summary>
    public IReadOnlyList<Outcome> Take()
    {
        var taken = new List<Outcome>();
        while (_outcomes.TryDequeue(out var outcome))
        {
            taken.Add(outcome);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var pending = new ConcurrentDictionary<Task, bool>();
        using var timer = new PeriodicTimer(_interval, _timeProvider);
        try
        {
            for (var i = 0; await timer.WaitForNextTickAsync(cancellationToken); i++)
            {
                // A server that cannot keep up gets fewer requests; the split is what matters here, not the rate.
                if (Volatile.Read(ref _inFlight) < MaxInFlight)
                {
                    Interlocked.Increment(ref _inFlight);
                    var request = SendAsync(_dataset.Requests[i % _dataset.Requests.Count], cancellationToken);
                    pending[request] = true;
                    _ = request.ContinueWith(done => pending.TryRemove(done, out _), TaskScheduler.Default);
                }
            }
        }
        finally
        {
            await Task.WhenAll(pending.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(LabelledRequest request, CancellationToken cancellationToken)
    {
        try
        {
            _outcomes.Enqueue(await _gateway.PredictAsync(_target, request, cancellationToken) with { Step = Step });
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
