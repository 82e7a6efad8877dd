using System.Diagnostics;
using System.Globalization;
using System.Net;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Posts one body at a time. Owns its buffer and contents, so that a request allocates next to nothing of ours.</summary>
internal sealed class HttpPredictCaller : IPredictCaller
{
    private const int MaximumBody = 64 << 20;
    private const string JsonLengthHeader = "Inference-Header-Content-Length";
    private const string ContentType = "Content-Type";

    private readonly PreparedTarget _target;
    private readonly LoadConnections _connections;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly HttpContent?[] _contents;
    private readonly HeaderField[] _headers;
    private readonly AnswerJudge _judge;
    private byte[] _buffer = new byte[16 << 10];
    private int _length;
    private int? _jsonLength;
    private HttpStatusCode _status;

    public HttpPredictCaller(PreparedTarget target, LoadConnections connections)
    {
        (_target, _connections, _handler) = (target, connections, connections.Join());
        _invoker = new(_handler, disposeHandler: false);
        _contents = new HttpContent?[target.Payloads.Length];
        _headers = [.. target.Settings.Headers.Where(header => !header.Name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))];
        _judge = new(target);
    }

    public async ValueTask<Failure?> SendAsync(long number, string? traceParent, CancellationToken cancellationToken)
    {
        var message = MessageFor((int)(number % _contents.Length));
        if (traceParent is not null)
        {
            message.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        try
        {
            using var response = await _invoker.SendAsync(message, cancellationToken);
            _length = await ReadBodyAsync(response, cancellationToken);
            _status = response.StatusCode;
            if (traceParent is not null)
            {
                Activity.Current?.SetTag("http.response.status_code", (int)_status);
            }

            _jsonLength = _target.Protocol == WireProtocol.OpenInferenceBinary ? ReadJsonLength(response) : null;
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return TransportFailure.From(exception);
        }
    }

    public Failure? Judge(long number) => _status == HttpStatusCode.OK
        ? _judge.Judge(_buffer.AsMemory(0, _length), _jsonLength, number)
        : new(FailureKind.Http((int)_status), $"HTTP {(int)_status}: {AnswerJudge.Excerpt(_buffer.AsSpan(0, _length))}");

    public void Dispose()
    {
        _invoker.Dispose();
        _connections.Leave(_handler);
    }

    private static int? ReadJsonLength(HttpResponseMessage response) =>
        (response.Headers.TryGetValues(JsonLengthHeader, out var values) || response.Content.Headers.TryGetValues(JsonLengthHeader, out values))
            && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    private HttpRequestMessage MessageFor(int payload)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _target.PredictUrl) { Content = _contents[payload] ??= ContentFor(_target.Payloads[payload]) };
        if (_target.Settings.Http2)
        {
            message.Version = HttpVersion.Version20;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        if (_target.Host is { } host)
        {
            message.Headers.Host = host;
        }

        if (_target.Payloads[payload].JsonLength is { } jsonLength)
        {
            message.Headers.TryAddWithoutValidation(JsonLengthHeader, jsonLength.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (name, value) in _headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
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

    private ReadOnlyMemoryContent ContentFor(Payload payload)
    {
        var content = new ReadOnlyMemoryContent(payload.Body);
        var named = _target.Settings.Headers.LastOrDefault(header => header.Name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))?.Value;
        content.Headers.TryAddWithoutValidation(ContentType, named ?? (payload.JsonLength is null ? "application/json" : "application/octet-stream"));
        content.Headers.ContentLength = payload.Body.Length;
        return content;
    }
}
