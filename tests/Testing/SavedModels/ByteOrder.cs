namespace ModelServing.Testing.SavedModels;

/// <summary>Orders byte strings as unsigned bytes, a prefix before what it begins.</summary>
internal sealed class ByteOrder : IComparer<byte[]>
{
    public static ByteOrder Instance { get; } = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
