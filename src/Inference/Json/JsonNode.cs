namespace ModelServing.Inference.Json;

/// <summary>One entry of the tape. Containers are followed by their content; members are a string entry and then the value.</summary>
internal struct JsonNode
{
    public JsonKind Kind;

    /// <summary>Index of the entry after this value and everything in it.</summary>
    public int Next;

    /// <summary>The number's bits, a container's element count, or a string's offset (high half) and length.</summary>
    public long Bits;
}
