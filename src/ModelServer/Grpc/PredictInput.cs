using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Grpc;

/// <summary>One of a request's inputs: a tensor, or a message that is decoded once it is known to be wanted.</summary>
/// <param name="Rented">The pool's memory under the tensor.</param>
internal readonly record struct PredictInput(string Name, Tensor? Tensor, TensorProto? Message, byte[]? Rented = null)
{
    public bool TryDecode([NotNullWhen(true)] out Tensor? tensor)
    {
        tensor = Tensor;
        return tensor is not null || (Message is not null && TensorProtoCodec.TryDecode(Message, out tensor));
    }
}
