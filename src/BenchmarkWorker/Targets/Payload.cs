namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>A request's body, encoded before the clock starts.</summary>
/// <param name="Body">The bytes as they are sent.</param>
/// <param name="Instances">How many instances a good answer has results for; zero when the body does not tell.</param>
/// <param name="Inputs">A digest of the values: payloads of other protocols with the same digest ask the same question.</param>
internal sealed record Payload(ReadOnlyMemory<byte> Body, int Instances, ulong Inputs)
{
    /// <summary>Gets the length of the JSON that binary tensors follow.</summary>
    public int? JsonLength { get; init; }
}
