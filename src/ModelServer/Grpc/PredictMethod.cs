using System.Buffers;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Grpc;

/// <summary>Binds <see cref="PredictEndpoint"/> with messages that are read and written without the generated classes.</summary>
internal sealed class PredictMethod : IServiceMethodProvider<PredictEndpoint>
{
    /// <summary>The method's path.</summary>
    public const string Path = "/tensorflow.serving.PredictionService/Predict";

    private static readonly Method<PredictCall, PredictAnswer> Method = new(
        MethodType.Unary,
        PredictionService.Descriptor.FullName,
        "Predict",
        Marshallers.Create<PredictCall>(static (_, _) => throw new NotSupportedException("Requests are only read here."), Read),
        Marshallers.Create<PredictAnswer>(Write, static _ => throw new NotSupportedException("Answers are only written here.")));

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<PredictEndpoint> context) =>
        context.AddUnaryMethod(Method, [MethodOrder.First], static (endpoint, call, server) => endpoint.PredictAsync(call, server));

    private static PredictCall Read(DeserializationContext context)
    {
        var message = context.PayloadAsReadOnlySequence();
        return PredictCallReader.TryRead(message, out var call) ? call : Parse(message);
    }

    private static PredictCall Parse(ReadOnlySequence<byte> message) => new(GrpcErrors.Read(() => PredictRequest.Parser.ParseFrom(message)));

    private static void Write(PredictAnswer answer, SerializationContext context)
    {
        var message = new PredictAnswerMessage(answer);
        context.SetPayloadLength(message.Length);
        message.Write(context.GetBufferWriter());
        context.Complete();
    }
}
