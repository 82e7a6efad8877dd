using System.Text;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Published values of the hash functions, and of the buckets that TensorFlow's documentation shows.</summary>
public sealed class HashTests
{
    [Theory]
    [InlineData("", 0x9ae16a3b2f90404f)]
    [InlineData("a", 0xb3454265b6df75e3)]
    [InlineData("abc", 0x24a5b3a074e7f369)]
    [InlineData("abcd", 0x1a5502de4a1f8101)]
    [InlineData("abcdefgh", 0xfee9d22990c82909)]
    [InlineData("0123456789'01234", 0x4283d4ef43627f64)]
    [InlineData("0123456789=012345", 0x46a7416ed4861e3b)]
    [InlineData("C is as portable as Stonehedge!!", 0xb944f8a16261e414)]
    [InlineData("Discard medicine more than two years old.", 0xe8f89ab6df9bdd25)]
    [InlineData("For every action there is an equal and opposite government program.", 0x55182f8859eca4ce)]
    [InlineData("The fugacity of a constituent in a mixture of gases at a given temperature is proportional to its mole fraction.  Lewis-Randall Rule", 0x098eff6958c5e91a)]
    public void Fingerprint64_OfAnyLength_IsAsPublished(string text, ulong expected) => Assert.Equal(expected, FarmHash.Fingerprint64(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void SipHash_OfItsAuthorsExample_IsAsPublished() =>
        Assert.Equal(0xa129ca6149be45e5, SipHash.Compute(0x0706050403020100, 0x0f0e0d0c0b0a0908, Enumerable.Range(0, 15).Select(value => (byte)value).ToArray()));

    [Fact]
    public void Run_Buckets_AreTensorFlows()
    {
        var letters = Tensor.FromStrings([3], "a", "b", "c");

        Assert.Equal([9L, 2, 2], Buckets("StringToHashBucketFast", letters, 10));
        Assert.Equal([8L, 0, 7], Buckets("StringToHashBucket", letters, 10));
        Assert.Equal([4L, 2, 8], Buckets("StringToHashBucketStrong", letters, 10, ("key", Attributes.List(98765L, 132L))));
        Assert.Equal([0L, 2, 2], Buckets("StringToHashBucketFast", Tensor.FromStrings([3], "Hello", "TensorFlow", "2.x"), 3));
    }

    private static long[] Buckets(string op, Tensor texts, long count, params (string, AttrValue)[] attributes) =>
        OpRun.Run(op, [texts], [], [DataType.DtInt64], [("num_buckets", Attributes.Of(count)), .. attributes])[0].AsSpan<long>().ToArray();
}
