using System.Diagnostics;
using System.Net;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Telemetry;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>One user: sends, waits for the whole answer and checks it; in a closed loop, sends the next. Owns its buffer, message and deadline, so that a request allocates next to nothing of ours.</summary>
internal sealed class LoadWorker(int index, PreparedTarget target, HttpMessageInvoker invoker, TimeSpan timeout) : IDisposable
{
    private const int MaximumBody = 64 << 20;
    private const int AlwaysCheckedBody = 64 << 10;
    private const int CheckEvery = 16;
    private const int TraceEvery = 128;

    private readonly HttpContent?[] _contents = new HttpContent?[target.Payloads.Length];
    private byte[] _buffer = new byte[16 << 10];
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
        try
        {
            ArmDeadline();
            using var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _deadline); // the state is what we pass
            var (status, length) = await SendAsync(number, _deadline.Token);
            var end = Stopwatch.GetTimestamp();
            if (Judge(counters, number, status, length, end - intended))
            {
                counters.Open?.Answered(number, end - intended, end - start);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            var kind = FailureKinds.FromException(exception, cancellationToken);
            counters.Fail(kind, Stopwatch.GetTimestamp() - intended, kind == FailureKind.Deadline ? $"no answer within {timeout.TotalSeconds:0.###} s" : (exception.InnerException ?? exception).Message);
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

    private async Task<(int Status, int Length)> SendAsync(long number, CancellationToken cancellationToken)
    {
        using var activity = number % TraceEvery == 0 ? BenchmarkTelemetry.StartRequest(target) : null;
        var message = new HttpRequestMessage(HttpMethod.Post, target.PredictUrl) { Content = ContentFor((int)(number % _contents.Length)) };
        if (target.Host is { } host)
        {
            message.Headers.Host = host;
        }

        if (activity is not null)
        {
            message.Headers.TryAddWithoutValidation("traceparent", activity.Id);
        }

        using var response = await invoker.SendAsync(message, cancellationToken);
        var length = await ReadBodyAsync(response, cancellationToken);
        activity?.SetTag("http.response.status_code", (int)response.StatusCode);
        return ((int)response.StatusCode, length);
    }

    private async Task<int> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return length;
            }

            length += read;
            if (length == _buffer.Length)
            {
                if (length >= MaximumBody)
                {
                    throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, "the response is larger than 64 MiB");
                }

                Array.Resize(ref _buffer, length * 2);
            }
        }
    }

    /// <returns>Whether the answer is one.</returns>
    private bool Judge(BlockCounters counters, long number, int status, int length, long elapsedTicks)
    {
        if (status != (int)HttpStatusCode.OK)
        {
            counters.Fail(FailureKinds.FromStatus(status), elapsedTicks, $"HTTP {status}: {Excerpt(length)}");
        }
        else if ((length <= AlwaysCheckedBody || number % CheckEvery == 0) && !ResponseCheck.IsAnswer(_buffer.AsSpan(0, length), target.Protocol, target.Instances))
        {
            counters.Fail(FailureKind.BodyInvalid, elapsedTicks, $"not an answer for {target.Instances} instances: {Excerpt(length)}");
        }
        else
        {
            counters.Succeed(index, elapsedTicks);
            return true;
        }

        return false;
    }

    private string Excerpt(int length) => System.Text.Encoding.UTF8.GetString(_buffer, 0, Math.Min(length, 200)).ReplaceLineEndings(" ");

    private HttpContent ContentFor(int payload)
    {
        if (_contents[payload] is { } known)
        {
            return known;
        }

        var content = new ReadOnlyMemoryContent(target.Payloads[payload]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.ContentLength = target.Payloads[payload].Length;
        return _contents[payload] = content;
    }
}
