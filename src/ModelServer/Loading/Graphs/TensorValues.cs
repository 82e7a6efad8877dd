using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Tensors out of a graph's own messages.</summary>
internal static class TensorValues
{
    public static Tensor Read(TensorProto proto, string owner) => TensorProtoCodec.TryDecode(proto, out var tensor)
        ? tensor
        : throw new LoadException(ErrorCode.Unimplemented, $"The value of {owner} is malformed or of a type that is not supported: {proto.Dtype}");
}
