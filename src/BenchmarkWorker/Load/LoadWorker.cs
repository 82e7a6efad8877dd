using System.Diagnostics;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Telemetry;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>One user: lets a client send, waits for the whole answer and has it judged; in a closed loop, sends the next. Owns its deadline, so that a request allocates next to nothing of ours.</summary>
internal sealed class LoadWorker(int index, PreparedTarget target, IPredictClient client, TimeSpan timeout) : IDisposable
{
    private const int TraceEvery = 128;

    private readonly IPredictCaller _caller = client.CreateCaller();
    private CancellationTokenSource _deadline = new();

    public async Task RunAsync(BlockCounters counters, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && counters.TryClaim(out var number))
        {
            await SendAsync(counters, number, Stopwatch.GetTimestamp(), cancellationToken);
        }
    }

    /// <summary>Sends one request, now. Its latency counts from when it was meant to be sent.</summary>
    public async Task SendAsync(BlockCounters counters, long number, long intended, CancellationToken cancellationToken)
    {
        var start = counters.Open is null ? intended : Stopwatch.GetTimestamp();
        counters.Open?.Sent(start - intended);
        ArmDeadline();
        using var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _deadline); // the state is what we pass
        using var activity = number % TraceEvery == 0 ? BenchmarkTelemetry.StartRequest(target) : null;
        var request = target.Requests.Next();
        var broken = await _caller.SendAsync(request, activity?.Id, _deadline.Token);
        var end = Stopwatch.GetTimestamp();
        if ((broken ?? _caller.Judge(request)) is not { } failure)
        {
            counters.Succeed(index, end - intended);
            counters.Open?.Answered(number, end - intended, end - start);
            return;
        }

        activity?.SetTag("error.type", failure.Kind.WireName);
        if (failure.Kind != FailureKind.Deadline)
        {
            counters.Fail(failure.Kind, end - intended, failure.Problem);
        }
        else if (cancellationToken.IsCancellationRequested)
        {
            counters.Fail(FailureKind.Cancelled, end - intended, "the run was cancelled");
        }
        else
        {
            counters.Fail(FailureKind.Deadline, end - intended, $"no answer within {timeout.TotalSeconds:0.###} s");
        }
    }

    public void Dispose() => _deadline.Dispose();

    private void ArmDeadline()
    {
        if (!_deadline.TryReset())
        {
            _deadline.Dispose();
            _deadline = new();
        }

        _deadline.CancelAfter(timeout);
    }
}
