namespace ModelServing.ModelServer.Nodes;

/// <summary>One file of a volume: its path below the volume, what it holds and who may read it.</summary>
internal sealed record VolumeFile(string Path, byte[] Content, UnixFileMode Mode)
{
    private const int Default = 420;

    public static UnixFileMode ModeOf(int? item, int? ofVolume) => (UnixFileMode)((item ?? ofVolume ?? Default) & 511);
}
