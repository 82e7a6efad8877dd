using System.Numerics;
using System.Text;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class CrossTests
{
    private const long DefaultKey = 0xDECAFCAFFE;

    private static readonly DataType[] Texts3 = [DataType.DtInt64, DataType.DtString, DataType.DtInt64];
    private static readonly DataType[] Hashes3 = [DataType.DtInt64, DataType.DtInt64, DataType.DtInt64];

    /// <summary>The values that TensorFlow's own tests hold its hash to.</summary>
    [Theory]
    [InlineData(0, DefaultKey, 1971693436396284976)]
    [InlineData(0, DefaultKey + 1, 4847552627144134031)]
    [InlineData(100, DefaultKey, 83)]
    [InlineData(100, DefaultKey + 1, 31)]
    public void Run_HashedCross_IsTensorFlows(long buckets, long key, long expected)
    {
        Tensor[] columns = [.. Enumerable.Range(1, 3).Select(i => Texts.Of($"batch1-FC{i}-F1"))];
        var place = Tensor.Create([1, 2], 0L, 0L);
        var shape = Tensor.Create([2], 1L, 1L);

        var outputs = HostRun.Run(
            "SparseCross", [place, place, place, .. columns, shape, shape, shape], Hashes3,
            ("N", Attributes.Of(3L)), ("hashed_output", Attributes.Of(true)), ("num_buckets", Attributes.Of(buckets)), ("hash_key", Attributes.Of(key)), ("out_type", Attributes.Of(DataType.DtInt64)));

        Assert.Equal(["int64[1,2] 0 0", $"int64[1] {expected}", "int64[2] 1 1"], outputs.Select(HostRun.Show));
    }

    /// <summary>Rows with two, no and one values cross a dense column of texts and one of numbers.</summary>
    [Fact]
    public void Run_Cross_ListsTheChoicesOfEachRow()
    {
        Tensor[] inputs =
        [
            Tensor.Create([3, 2], 0L, 0L, 0L, 1L, 2L, 0L), Texts.Of("a", "b", "c"), Tensor.Create([2], 3L, 2L),
            Tensor.FromStrings([3, 1], "x", "y", "z"), Tensor.Create([3, 2], 1L, 2L, 3L, 4L, 5L, -6L),
        ];
        (string, AttrValue)[] attributes = [("N", Attributes.Of(1L)), ("dense_types", Attributes.List(DataType.DtString, DataType.DtInt64)), ("out_type", Attributes.Of(DataType.DtString))];

        var first = HostRun.Run("SparseCross", inputs, Texts3, attributes);
        var second = HostRun.Run("SparseCrossV2", [.. inputs, Tensor.FromStrings([], "-")], Texts3, attributes);

        string[] places = ["int64[6,2] 0 0 0 1 0 2 0 3 2 0 2 1", "int64[2] 3 4"];
        Assert.Equal([places[0], "string[6] a_X_x_X_1 a_X_x_X_2 b_X_x_X_1 b_X_x_X_2 c_X_z_X_5 c_X_z_X_-6", places[1]], first.Select(HostRun.Show));
        Assert.Equal([places[0], "string[6] a-x-1 a-x-2 b-x-1 b-x-2 c-z-5 c-z--6", places[1]], second.Select(HostRun.Show));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_CrossHashed_MixesEachValuesHash(bool isStrong)
    {
        Tensor[] inputs =
        [
            Tensor.Create([2, 2], 0L, 0L, 1L, 0L), Tensor.Create([2], 7L, 8L), Tensor.Create([2], 2L, 1L), Tensor.FromStrings([2, 1], "x", "y"), Tensor.Create([2, 1], 5L, 6L),
            Tensor.Scalar(1000L), Tensor.Scalar(isStrong), Tensor.Create([2], 3L, 4L),
        ];

        var outputs = HostRun.Run("SparseCrossHashed", inputs, Hashes3, ("N", Attributes.Of(1L)), ("dense_types", Attributes.List(DataType.DtString, DataType.DtInt64)));

        ulong Sparse(long value) => isStrong ? SipHash.Compute(3, 4, BitConverter.GetBytes((int)value)) : FarmHash.Fingerprint64(BitConverter.GetBytes((int)value));
        ulong Text(string text) => isStrong ? SipHash.Compute(3, 4, Encoding.ASCII.GetBytes(text)) : FarmHash.Fingerprint64(Encoding.ASCII.GetBytes(text));
        ulong Dense(long value) => isStrong ? Sparse(value) : (ulong)value;
        long[] expected = [(long)(Mix(Mix(Sparse(7), Text("x")), Dense(5)) % 1000), (long)(Mix(Mix(Sparse(8), Text("y")), Dense(6)) % 1000)];
        Assert.Equal(expected, outputs[1].AsSpan<long>().ToArray());
    }

    /// <summary>The mix of two fingerprints in numbers of any length.</summary>
    private static ulong Mix(ulong first, ulong second)
    {
        BigInteger factor = 0xc6a4a7935bd1e995, range = BigInteger.One << 64;
        BigInteger Fold(BigInteger value) => value ^ (value / (BigInteger.One << 47));
        var mixed = (first ^ factor ^ (Fold(second * factor % range) * factor % range)) * factor % range;
        return (ulong)Fold(Fold(mixed) * factor % range);
    }
}
