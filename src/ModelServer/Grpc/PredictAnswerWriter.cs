using Grpc.Core;
using ModelServing.Inference.Wire;

namespace ModelServing.ModelServer.Grpc;

/// <summary>Writes an answer straight into the response, tensors from where they lie.</summary>
internal static class PredictAnswerWriter
{
    private const byte OutputTag = 0x0a;
    private const byte SpecTag = 0x12;

    public static void Write(PredictAnswer answer, SerializationContext context)
    {
        var tensors = new TensorMessage[answer.Outputs.Count];
        var versionLength = answer.Servable.Version == 0 ? 0 : 1 + WireWriter.SizeOf((ulong)answer.Servable.Version);
        var specLength = WireWriter.SizeOfField(answer.Servable.Name) + WireWriter.SizeOfField(versionLength) + WireWriter.SizeOfField(answer.SignatureName);
        var length = WireWriter.SizeOfField(specLength);
        var position = 0;
        foreach (var (alias, tensor) in answer.Outputs)
        {
            var message = tensors[position++] = new TensorMessage(tensor, answer.AsContent);
            length += WireWriter.SizeOfField(EntryLength(alias, message));
        }

        context.SetPayloadLength(checked((int)length));
        var writer = new WireWriter(context.GetBufferWriter());
        position = 0;
        foreach (var alias in answer.Outputs.Keys)
        {
            var message = tensors[position++];
            writer.Field(OutputTag, (ulong)EntryLength(alias, message));
            writer.Field(0x0a, alias);
            writer.Field(0x12, (ulong)message.Length);
            message.Write(ref writer);
        }

        writer.Field(SpecTag, (ulong)specLength);
        writer.Field(0x0a, answer.Servable.Name);
        writer.Field(0x12, (ulong)versionLength);
        if (versionLength > 0)
        {
            writer.Field(0x08, (ulong)answer.Servable.Version);
        }

        writer.Field(0x1a, answer.SignatureName);
        writer.Flush();
        context.Complete();
    }

    private static long EntryLength(string alias, TensorMessage message) => WireWriter.SizeOfField(alias) + WireWriter.SizeOfField(message.Length);
}
