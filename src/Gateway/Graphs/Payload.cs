namespace ModelServing.Gateway.Graphs;

/// <summary>A message between client and nodes: opaque bytes unless a protocol has to look inside.</summary>
internal readonly record struct Payload(ReadOnlyMemory<byte> Body, string? ContentType, string? ContentEncoding)
{
    public const string Json = "application/json";
}
