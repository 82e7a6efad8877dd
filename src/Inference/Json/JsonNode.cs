using System.Runtime.CompilerServices;

namespace ModelServing.Inference.Json;

/// <summary>One entry of the tape. Containers are followed by their content; members are a string entry and then the value.</summary>
internal struct JsonNode
{
    public JsonKind Kind;

    /// <summary>Index of the entry after this value and everything in it.</summary>
    public int Next;

    /// <summary>The number's bits, a container's element count, or a string's offset (high half) and length.</summary>
    public long Bits;

    /// <summary>Gets a value indicating whether the entry is any kind of number.</summary>
    public readonly bool IsNumber => Kind >= JsonKind.Int64;

    /// <summary>Gets a number of any kind as a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double AsDouble() => Kind == JsonKind.Double ? BitConverter.Int64BitsToDouble(Bits) : Kind == JsonKind.Int64 ? Bits : (ulong)Bits;
}
