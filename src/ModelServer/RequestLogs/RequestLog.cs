using System.Threading.Channels;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.RequestLogs;

/// <summary>Writes some of a model's requests down, behind a queue: when that is full, requests go on and are not logged.</summary>
internal sealed class RequestLog : IAsyncDisposable
{
    private const int MaxWaiting = 1024;

    private readonly string _model;
    private readonly ServerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly RecordFiles _files;
    private readonly int _maxWaiting;
    private readonly Channel<PredictionLog> _queue;
    private readonly Task _writing;

    public RequestLog(string model, RequestLogSettings settings, ServerMetrics metrics, TimeProvider timeProvider, ILogger logger, int maxWaiting = MaxWaiting)
    {
        _model = model;
        _metrics = metrics;
        _logger = logger;
        _maxWaiting = maxWaiting;
        Settings = settings;
        _files = new RecordFiles(settings.FilenamePrefix, timeProvider);
        _queue = Channel.CreateBounded<PredictionLog>(new BoundedChannelOptions(Math.Max(1, maxWaiting)) { SingleReader = true });
        _writing = Task.Run(WriteAsync);
    }

    public RequestLogSettings Settings { get; }

    /// <summary>Decides whether the next request is logged.</summary>
    public bool Samples() => Settings.Sampling.SamplingRate > 0 && Random.Shared.NextDouble() < Settings.Sampling.SamplingRate;

    /// <summary>Queues a request and its answer; tensors are copied here, so their memory is the caller's own again.</summary>
    public void Add(
        ServableId id,
        string signature,
        IReadOnlyDictionary<string, Tensor> inputs,
        IReadOnlyCollection<string>? outputFilter,
        IReadOnlyDictionary<string, Tensor> outputs)
    {
        if (_queue.Reader.Count >= _maxWaiting || !_queue.Writer.TryWrite(Log(id, signature, inputs, outputFilter, outputs)))
        {
            _metrics.Logged(_model, ErrorCode.ResourceExhausted);
        }
    }

    /// <summary>Writes what still waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
        _files.Dispose();
    }

    private PredictionLog Log(
        ServableId id,
        string signature,
        IReadOnlyDictionary<string, Tensor> inputs,
        IReadOnlyCollection<string>? outputFilter,
        IReadOnlyDictionary<string, Tensor> outputs)
    {
        var spec = new ModelSpec { Name = id.Name, SignatureName = signature, Version = id.Version };
        var request = new PredictRequest { ModelSpec = spec, OutputFilter = { outputFilter ?? [] } };
        foreach (var (alias, tensor) in inputs)
        {
            request.Inputs.Add(alias, TensorProtoCodec.Encode(tensor, asContent: true));
        }

        var response = new PredictResponse { ModelSpec = spec };
        foreach (var (alias, tensor) in outputs)
        {
            response.Outputs.Add(alias, TensorProtoCodec.Encode(tensor, asContent: true));
        }

        return new PredictionLog
        {
            LogMetadata = new LogMetadata { ModelSpec = spec, SamplingConfig = Settings.Sampling },
            PredictLog = new PredictLog { Request = request, Response = response },
        };
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (_queue.Reader.TryRead(out var log))
            {
                Write(log, isLast: _queue.Reader.Count == 0);
            }
        }
    }

    private void Write(PredictionLog log, bool isLast)
    {
        try
        {
            _files.Write(log.ToByteArray());
            if (isLast)
            {
                _files.Flush();
            }

            _metrics.Logged(_model, ErrorCode.Ok);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _files.Dispose();
            _logger.WriteFailed(exception, _model, Settings.FilenamePrefix);
            _metrics.Logged(_model, ErrorCode.Internal);
        }
    }
}
