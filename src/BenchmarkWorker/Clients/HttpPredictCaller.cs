using System.Net;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Posts one body at a time. Owns its buffer and contents, so that a request allocates next to nothing of ours.</summary>
internal sealed class HttpPredictCaller(PreparedTarget target, HttpMessageInvoker invoker) : IPredictCaller
{
    private const int MaximumBody = 64 << 20;
    private const int AlwaysCheckedBody = 64 << 10;
    private const int CheckEvery = 16;

    private readonly HttpContent?[] _contents = new HttpContent?[target.Payloads.Length];
    private byte[] _buffer = new byte[16 << 10];
    private int _length;
    private HttpStatusCode _status;

    public async ValueTask<Failure?> SendAsync(long number, string? traceParent, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, target.PredictUrl) { Content = ContentFor((int)(number % _contents.Length)) };
        if (target.Host is { } host)
        {
            message.Headers.Host = host;
        }

        if (traceParent is not null)
        {
            message.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        try
        {
            using var response = await invoker.SendAsync(message, cancellationToken);
            _length = await ReadBodyAsync(response, cancellationToken);
            _status = response.StatusCode;
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return TransportFailure.From(exception);
        }
    }

    public Failure? Judge(long number)
    {
        if (_status != HttpStatusCode.OK)
        {
            return new(FailureKind.Http((int)_status), $"HTTP {(int)_status}: {Excerpt()}");
        }

        return (_length <= AlwaysCheckedBody || number % CheckEvery == 0) && !ResponseCheck.IsAnswer(_buffer.AsSpan(0, _length), target.Protocol, target.Instances)
            ? new(FailureKind.BodyInvalid, $"not an answer for {target.Instances} instances: {Excerpt()}")
            : null;
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

    private string Excerpt() => System.Text.Encoding.UTF8.GetString(_buffer, 0, Math.Min(_length, 200)).ReplaceLineEndings(" ");

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
