using System.Buffers.Binary;
using Google.Protobuf;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The one call of <c>grpc.health.v1.Health</c> that a probe makes, as bytes.</summary>
/// <remarks><c>frame = 0x00 length(4, big endian) message</c>; the question's field 1 is a service, the answer's field 1 a status.</remarks>
internal static class HealthCheckFrame
{
    public const int Serving = 1;

    private const int PrefixLength = 5;
    private const uint ServiceTag = 10;
    private const uint StatusTag = 8;

    public static byte[] Ask(string service)
    {
        using var message = new MemoryStream();
        using (var output = new CodedOutputStream(message, leaveOpen: true))
        {
            if (service.Length > 0)
            {
                output.WriteTag(ServiceTag);
                output.WriteString(service);
            }
        }

        var frame = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), (int)message.Length);
        message.ToArray().CopyTo(frame, PrefixLength);
        return frame;
    }

    /// <summary>Reads the status of an answer; nothing if it is no such answer.</summary>
    public static int? Read(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < PrefixLength)
        {
            return null;
        }

        var message = new CodedInputStream(frame[PrefixLength..].ToArray());
        try
        {
            return message.ReadTag() == StatusTag ? message.ReadEnum() : 0;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    public static string Name(int status) => status switch
    {
        Serving => "SERVING",
        2 => "NOT_SERVING",
        3 => "SERVICE_UNKNOWN",
        _ => "UNKNOWN",
    };
}
