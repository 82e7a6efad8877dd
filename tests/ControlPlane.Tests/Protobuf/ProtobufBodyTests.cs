using ModelServing.ControlPlane.Protobuf;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Protobuf;

public sealed class ProtobufBodyTests
{
    /// <summary>Namespace <c>a</c> with label <c>k=v</c>, an empty spec and an empty status, as kubectl sends it.</summary>
    private static readonly byte[] Namespace =
    [
        .. "k8s\0"u8, 0x0a, 15, 0x0a, 2, .. "v1"u8, 0x12, 9, .. "Namespace"u8,
        0x12, 19, 0x0a, 13, 0x0a, 1, .. "a"u8, 0x12, 0, 0x5a, 6, 0x0a, 1, .. "k"u8, 0x12, 1, .. "v"u8, 0x12, 0, 0x1a, 0,
    ];

    [Fact]
    public void TryRead_GivesTheJson()
    {
        Assert.True(ProtobufBody.TryRead(Namespace, out var value, out var error), error);
        Assert.Equal("""{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"a","labels":{"k":"v"}}}""", value.ToJsonString());
    }

    [Fact]
    public void TryRead_EveryTruncation_IsRefusedOrSmaller()
    {
        for (var length = 0; length < Namespace.Length; length++)
        {
            Assert.False(ProtobufBody.TryRead(Namespace.AsSpan(0, length), out var value, out _) && value.ContainsKey("metadata"), $"{length} bytes");
        }
    }

    [Fact]
    public void TryRead_RandomChanges_NeverThrow()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var copy = (byte[])Namespace.Clone();
            for (var change = 0; change < 3; change++)
            {
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            }

            ProtobufBody.TryRead(copy, out _, out _);
        }
    }

    [Fact]
    public void TryRead_FieldOutsideTheTables_IsNamed()
    {
        byte[] body = [.. "k8s\0"u8, 0x0a, 15, 0x0a, 2, .. "v1"u8, 0x12, 9, .. "Namespace"u8, 0x12, 3, 0x7a, 1, 0x41];

        Assert.False(ProtobufBody.TryRead(body, out _, out var error));
        Assert.Equal("field 15 of Namespace is not supported in protobuf: send JSON", error);
    }
}
