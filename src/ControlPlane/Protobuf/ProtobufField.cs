namespace ModelServing.ControlPlane.Protobuf;

/// <summary>One field of a message, and the JSON it becomes.</summary>
/// <param name="Name">The JSON name.</param>
/// <param name="Type">A scalar (<c>string</c>, <c>bytes</c>, <c>int</c>, <c>bool</c>), <c>Time</c>, <c>IntOrString</c>, <c>Quantity</c> or a message.</param>
/// <param name="Shape">One value, a list, a map with string keys, or fields of the message around.</param>
/// <param name="IsOptional">Whether a zero value was set on purpose; otherwise it means absent.</param>
internal sealed record ProtobufField(string Name, string Type, ProtobufShape Shape, bool IsOptional);

internal enum ProtobufShape
{
    One,
    List,
    Map,
    Inline,
}
