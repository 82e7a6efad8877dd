using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Telemetry;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>One user: lets a client send, waits for the whole answer and has it judged. Owns its deadline, so that a request allocates next to nothing of ours.</summary>
internal sealed class LoadWorker(int index, PreparedTarget target, IPredictClient client, LoadTiming timing) : IDisposable
{
    private const int TraceEvery = 128;

    private readonly IPredictCaller _caller = client.CreateCaller();
    private CancellationTokenSource _deadline = new(Timeout.InfiniteTimeSpan, timing.Time);

    /// <summary>Sends one request, now. Its latency counts from when it was meant to be sent.</summary>
    public async Task SendAsync(BlockCounters counters, long number, long intended, CancellationToken cancellationToken)
    {
        var start = counters.Open is null ? intended : timing.Time.GetTimestamp();
        counters.Sent();
        counters.Open?.Sent(start - intended);
        ArmDeadline();
        using var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _deadline); // the state is what we pass
        using var activity = number % TraceEvery == 0 ? BenchmarkTelemetry.StartRequest(target, counters.Trace) : null;
        var request = target.Requests.Next();
        var broken = await _caller.SendAsync(request, activity?.Id, _deadline.Token);
        var end = timing.Time.GetTimestamp();
        if ((broken ?? _caller.Judge(request)) is not { } failure)
        {
            counters.Open?.Answered(intended - counters.Start, end - intended, end - start);
            counters.Succeed(number, index, end, end - intended);
            return;
        }

        BenchmarkTelemetry.Fail(activity, failure.Kind.WireName);
        var (kind, problem) = failure.Kind != FailureKind.Deadline ? (failure.Kind, failure.Problem)
            : cancellationToken.IsCancellationRequested ? (FailureKind.Cancelled, "cancelled before an answer came")
            : (FailureKind.Deadline, $"no answer within {timing.Timeout.TotalSeconds:0.###} s");
        counters.Fail(number, kind, end, end - intended, problem);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _caller.Dispose();
    }

    private void ArmDeadline()
    {
        if (!_deadline.TryReset())
        {
            _deadline.Dispose();
            _deadline = new(Timeout.InfiniteTimeSpan, timing.Time);
        }

        _deadline.CancelAfter(timing.Timeout);
    }
}
