using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace ModelServing.ModelServer.Hosting;

/// <summary>
/// Gives connections blocks that hold a whole HTTP/2 frame and more. Kestrel's own hold 4 KB: a tensor of 100 KB then takes 25 reads of the
/// socket, and as many steps for everyone who handles it afterwards.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    private const int BlockSize = 32 * 1024;

    /// <summary>What stays for later; more than that is left to the garbage collector.</summary>
    private const int MaxKept = 128;

    /// <summary>The block used last is the next one out, because the processor still has it.</summary>
    private readonly Block[] _kept = new Block[MaxKept];
    private readonly Lock _lock = new();
    private int _count;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        lock (_lock)
        {
            if (_count > 0)
            {
                return _kept[--_count];
            }
        }

        return new Block(this);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            Array.Clear(_kept);
            _count = 0;
        }
    }

    private void Return(Block block)
    {
        lock (_lock)
        {
            if (_count < MaxKept)
            {
                _kept[_count++] = block;
            }
        }
    }

    /// <summary>Makes one pool for all connections.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        public void Dispose() => pool.Return(this);
    }
}
