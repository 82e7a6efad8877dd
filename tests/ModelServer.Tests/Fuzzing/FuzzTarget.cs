namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>Something that reads bytes from outside: it may refuse them as documented, and must not do anything else.</summary>
/// <param name="Seeds">Inputs that mutants are made from.</param>
/// <param name="Tokens">Pieces that mean something in the format.</param>
/// <param name="Read">Reads one input; a refusal is a normal return, an exception is a defect.</param>
internal sealed record FuzzTarget(IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Tokens, Action<byte[]> Read)
{
    /// <summary>Gets what makes a mutant of a seed; bytes are changed blindly unless a target knows better.</summary>
    public Func<Random, FuzzTarget, byte[]> Mutate { get; init; } = Mutator.Mutate;

    /// <summary>Gets the bytes of memory that reading may take besides what is in proportion to the input.</summary>
    public long MemoryAllowance { get; init; } = 1 << 20;
}
