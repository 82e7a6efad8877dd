using System.Buffers;
using Grpc.Core;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Calls one method with one message at a time. The marshaller copies bytes: what a message means is found out when the clock has stopped.</summary>
internal sealed class GrpcPredictCaller : IPredictCaller
{
    private readonly PreparedTarget _target;
    private readonly CallInvoker _invoker;
    private readonly TimeSpan _timeout;
    private readonly Action _leave;
    private readonly AnswerJudge _judge;
    private readonly Metadata _headers;
    private readonly Method<Payload, GrpcPredictCaller> _method;
    private byte[] _buffer = new byte[16 << 10];
    private int _length;

    public GrpcPredictCaller(PreparedTarget target, CallInvoker invoker, TimeSpan timeout, Action leave)
    {
        (_target, _invoker, _timeout, _leave) = (target, invoker, timeout, leave);
        _judge = new(target);
        _headers = GrpcChannels.Metadata(target.Settings);
        var (service, method) = target.Protocol.GrpcMethod();
        _method = new(MethodType.Unary, service, method, new(Write, static _ => throw new NotSupportedException()), new(static (_, _) => throw new NotSupportedException(), Read));
    }

    public async ValueTask<Failure?> SendAsync(long number, string? traceParent, CancellationToken cancellationToken)
    {
        var headers = traceParent is null ? _headers : new Metadata { { "traceparent", traceParent } };
        for (var i = 0; traceParent is not null && i < _headers.Count; i++)
        {
            headers.Add(_headers[i]);
        }

        var options = new CallOptions(headers, TimeProvider.System.GetUtcNow().UtcDateTime + _timeout, cancellationToken);
        try
        {
            using var call = _invoker.AsyncUnaryCall(_method, null, options, _target.Payloads[number % _target.Payloads.Length]);
            await call.ResponseAsync;
            return null;
        }
        catch (RpcException exception)
        {
            return FailureOf(exception);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
        {
            return TransportFailure.From(exception);
        }
    }

    public Failure? Judge(long number) => _judge.Judge(_buffer.AsMemory(0, _length), null, number);

    public void Dispose() => _leave();

    /// <summary>A status that the library made up has the reason in it.</summary>
    private static Failure FailureOf(RpcException exception) => exception switch
    {
        { StatusCode: StatusCode.DeadlineExceeded } => new(FailureKind.Deadline, "the deadline passed"),
        { Status.DebugException: HttpRequestException or IOException or OperationCanceledException } => TransportFailure.From(exception.Status.DebugException),
        _ => new(FailureKind.Grpc((int)exception.StatusCode), $"gRPC {exception.StatusCode}: {AnswerJudge.Excerpt(System.Text.Encoding.UTF8.GetBytes(exception.Status.Detail))}"),
    };

    private static void Write(Payload payload, SerializationContext context)
    {
        context.SetPayloadLength(payload.Body.Length);
        context.GetBufferWriter().Write(payload.Body.Span);
        context.Complete();
    }

    private GrpcPredictCaller Read(DeserializationContext context)
    {
        _length = context.PayloadLength;
        if (_length > _buffer.Length)
        {
            _buffer = new byte[_length];
        }

        context.PayloadAsReadOnlySequence().CopyTo(_buffer);
        return this;
    }
}
