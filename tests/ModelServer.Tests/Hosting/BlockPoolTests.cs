using ModelServing.ModelServer.Hosting;
using Xunit;

namespace ModelServing.ModelServer.Tests.Hosting;

public sealed class BlockPoolTests
{
    [Fact]
    public void Rent_AfterAReturn_GivesTheSameBlock()
    {
        using var pool = new BlockPool();
        var first = pool.Rent();
        var second = pool.Rent(4096);
        Assert.False(first.Memory.Equals(second.Memory));
        Assert.True(second.Memory.Length >= 16384 + 9, "a block holds a frame of HTTP/2");

        var memory = first.Memory;
        first.Dispose();

        Assert.True(memory.Equals(pool.Rent().Memory));
    }

    [Fact]
    public void Return_OfMany_KeepsSome()
    {
        using var pool = new BlockPool();
        var blocks = Enumerable.Range(0, 1000).Select(_ => pool.Rent()).ToArray();
        Array.ForEach(blocks, block => block.Dispose());

        var again = Enumerable.Range(0, 1000).Select(_ => pool.Rent()).ToArray();

        Assert.InRange(again.Intersect(blocks).Count(), 1, 500);
        Assert.Equal(1000, again.Distinct().Count());
    }

    [Fact]
    public void Rent_MoreThanABlock_IsRefused()
    {
        using var pool = new BlockPool();
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(pool.MaxBufferSize + 1));
    }
}
