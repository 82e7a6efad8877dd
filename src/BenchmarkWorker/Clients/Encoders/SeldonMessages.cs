using Google.Protobuf.WellKnownTypes;
using ModelServing.Inference.Protos.Seldon;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.BenchmarkWorker.Clients.Encoders;

/// <summary>Seldon's gRPC request: numbers as its <c>tensor</c>, which has doubles only; texts as its <c>ndarray</c>.</summary>
internal static class SeldonMessages
{
    public static SeldonMessage Create(PredictInputs request)
    {
        var tensor = request.Tensors[0].Tensor;
        if (tensor.DataType == DataType.String)
        {
            return new() { Data = new() { Ndarray = Nested(tensor, 0, 0, (int)tensor.ElementCount).ListValue } };
        }

        var numbers = new Tensor();
        foreach (var length in tensor.Shape)
        {
            numbers.Shape.Add((int)length);
        }

        numbers.Values.AddRange(Enumerable.Range(0, (int)tensor.ElementCount).Select(index => RawTensor.Number(tensor, index)));
        return new() { Data = new() { Tensor = numbers } };
    }

    private static Value Nested(Inference.Tensors.Tensor tensor, int dimension, int start, int count)
    {
        if (dimension == tensor.Rank && dimension > 0)
        {
            return Value.ForString(RawTensor.Text(tensor.Strings[start]));
        }

        var length = dimension < tensor.Rank ? (int)tensor.Shape[dimension] : 1;
        return Value.ForList([.. Enumerable.Range(0, length).Select(i => dimension < tensor.Rank
            ? Nested(tensor, dimension + 1, start + (i * (count / length)), count / length)
            : Value.ForString(RawTensor.Text(tensor.Strings[start])))]);
    }
}
