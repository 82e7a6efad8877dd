using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Strings to numbered buckets.</summary>
internal static class HashKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("StringToHashBucketFast", OutputTypes.Int64, node => Create(node, text => FarmHash.Fingerprint64(text.Span))),
        HostOp.One("StringToHashBucket", OutputTypes.Int64, node => Create(node, text => MurmurHash.Compute(text.Span))),
        HostOp.One("StringToHashBucketStrong", OutputTypes.Int64, node =>
        {
            var (key0, key1) = node.Ints("key") is [var first, var second] ? ((ulong)first, (ulong)second) : throw Shapes.Invalid("Key must have 2 elements");
            return Create(node, text => SipHash.Compute(key0, key1, text.Span));
        }),
    ];

    private static Func<HostArguments, Inference.Tensors.Tensor> Create(GraphNode node, Func<ReadOnlyMemory<byte>, ulong> hash)
    {
        var buckets = (ulong)Math.Max(1, node.Int("num_buckets", 1));
        return arguments => Elements.Map(arguments.Tensor(0), text => (long)(hash(text) % buckets));
    }
}
