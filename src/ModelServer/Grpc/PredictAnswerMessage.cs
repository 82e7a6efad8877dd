using System.Buffers;
using ModelServing.Inference.Wire;

namespace ModelServing.ModelServer.Grpc;

/// <summary>An answer as it goes over the wire, tensors from where they lie.</summary>
internal sealed class PredictAnswerMessage
{
    private const byte OutputTag = 0x0a;
    private const byte SpecTag = 0x12;

    private readonly PredictAnswer _answer;
    private readonly TensorMessage[] _tensors;
    private readonly int _versionLength;
    private readonly long _specLength;

    /// <summary>Measures an answer.</summary>
    /// <exception cref="OverflowException">The answer is larger than a message can be.</exception>
    public PredictAnswerMessage(PredictAnswer answer)
    {
        _answer = answer;
        _tensors = new TensorMessage[answer.Outputs.Count];
        _versionLength = answer.Servable.Version == 0 ? 0 : 1 + WireWriter.SizeOf((ulong)answer.Servable.Version);
        _specLength = WireWriter.SizeOfField(answer.Servable.Name) + WireWriter.SizeOfField(_versionLength) + WireWriter.SizeOfField(answer.SignatureName);
        var length = WireWriter.SizeOfField(_specLength);
        var position = 0;
        foreach (var (alias, tensor) in answer.Outputs)
        {
            var message = _tensors[position++] = new TensorMessage(tensor, answer.AsContent);
            length += WireWriter.SizeOfField(EntryLength(alias, message));
        }

        Length = checked((int)length);
    }

    /// <summary>Gets the number of bytes of the message.</summary>
    public int Length { get; }

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new WireWriter(output);
        var position = 0;
        foreach (var alias in _answer.Outputs.Keys)
        {
            var message = _tensors[position++];
            writer.Field(OutputTag, (ulong)EntryLength(alias, message));
            writer.Field(0x0a, alias);
            writer.Field(0x12, (ulong)message.Length);
            message.Write(ref writer);
        }

        writer.Field(SpecTag, (ulong)_specLength);
        writer.Field(0x0a, _answer.Servable.Name);
        writer.Field(0x12, (ulong)_versionLength);
        if (_versionLength > 0)
        {
            writer.Field(0x08, (ulong)_answer.Servable.Version);
        }

        writer.Field(0x1a, _answer.SignatureName);
        writer.Flush();
    }

    private static long EntryLength(string alias, TensorMessage message) => WireWriter.SizeOfField(alias) + WireWriter.SizeOfField(message.Length);
}
