using System.Buffers.Binary;

namespace ModelServing.Testing.SavedModels;

/// <summary>One table block: keys share prefixes with their predecessor, except at restart points.</summary>
internal sealed class BlockBuilder(int restartInterval)
{
    private readonly List<byte> _entries = [];
    private readonly List<uint> _restarts = [0];
    private byte[] _lastKey = [];
    private int _sinceRestart;

    public bool IsEmpty => _entries.Count == 0;

    public int Size => _entries.Count + (_restarts.Count * sizeof(uint));

    public void Add(byte[] key, ReadOnlySpan<byte> value)
    {
        var shared = _sinceRestart < restartInterval ? key.AsSpan().CommonPrefixLength(_lastKey) : Restart();
        Varint.Write(_entries, (ulong)shared);
        Varint.Write(_entries, (ulong)(key.Length - shared));
        Varint.Write(_entries, (ulong)value.Length);
        _entries.AddRange(key.AsSpan(shared));
        _entries.AddRange(value);
        _lastKey = key;
        _sinceRestart++;
    }

    public byte[] Finish()
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        foreach (var restart in _restarts.Append((uint)_restarts.Count))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, restart);
            _entries.AddRange(number);
        }

        return [.. _entries];
    }

    private int Restart()
    {
        _restarts.Add((uint)_entries.Count);
        _sinceRestart = 0;
        return 0;
    }
}
