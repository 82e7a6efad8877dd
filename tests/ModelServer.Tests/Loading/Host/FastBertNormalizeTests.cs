using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Texts normalized by the fast normalizer of TensorFlow Text.</summary>
public sealed class FastBertNormalizeTests
{
    private static readonly DataType[] Outputs = [DataType.DtString, DataType.DtInt64, DataType.DtInt64];

    [Theory]
    [InlineData("FastBertNormalize")]
    [InlineData("TFText>FastBertNormalize")]
    public void Run_Texts_AreNormalizedAndTracedBack(string op) => Assert.Equal(
        ["string[3] éea same xx", "int64[13] 0 1 2 5 6 0 1 2 3 4 0 0 4", "int64[4] 0 5 10 13"],
        Normalize(["éÉ\u0007A", "same", "\0\u0007ÿ"], true, op));

    [Fact]
    public void Run_OffsetsThatNobodyWants_AreNone() => Assert.Equal(["string[2] a ab", "int64[0]", "int64[3] 0 0 0"], Normalize(["A", "Ab"], false));

    [Fact]
    public void Run_BufferThatIsNoModel_IsRefused()
    {
        var refusal = Assert.Throws<ModelRunException>(() => Run([1, 2, 3, 4, 5], ["a"], true, "FastBertNormalize"));

        Assert.Equal("FastBertNormalizerModel or its required fields are null", refusal.Message);
    }

    private static string[] Normalize(string[] texts, bool offsets, string op = "FastBertNormalize")
    {
        const string pool = "eaxx";
        (string From, int Start, int Length)[] changes = [("É", 0, 1), ("A", 1, 1), ("\u0007", 0, 0), ("ÿ", 60, 9)];
        var trie = new TrieWriter(changes.Select(change => (Encoding.UTF8.GetBytes(change.From), Value(change.Start, change.Length))));
        var writer = new FlatTableWriter(4);
        writer.Ints(1, trie.Units);
        writer.Int(2, Value(2, 2));
        writer.Text(3, pool);
        return Run(writer.ToArray(), texts, offsets, op);
    }

    private static int Value(int start, int length) => (1 << 30) | (start << 6) | length;

    private static string[] Run(byte[] model, string[] texts, bool offsets, string op) =>
        [.. HostRun.Run(op, [Texts.Of(texts), Tensor.Create<byte>([model.Length], model)], Outputs, ("get_offsets", Attributes.Of(offsets))).Select(result => result.Show())];
}
