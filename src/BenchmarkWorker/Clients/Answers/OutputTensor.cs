using ModelServing.BenchmarkWorker.Clients.Encoders;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>One output as a server sent it, whatever protocol it came in.</summary>
/// <param name="Name">Its name; empty where the protocol has none.</param>
/// <param name="Type">Its element type; invalid where the protocol does not say.</param>
/// <param name="Shape">Its shape, the batch first.</param>
/// <param name="Numbers">Its elements; empty for texts.</param>
/// <param name="Texts">Its elements; empty for numbers.</param>
internal sealed record OutputTensor(string Name, DataType Type, long[] Shape, double[] Numbers, string[] Texts)
{
    public int Count => Numbers.Length + Texts.Length;

    public static OutputTensor From(string name, Tensor tensor) => new(
        name,
        tensor.DataType,
        tensor.Shape.ToArray(),
        tensor.DataType == DataType.String ? [] : [.. Enumerable.Range(0, (int)tensor.ElementCount).Select(index => RawTensor.Number(tensor, index))],
        [.. tensor.Strings.Select(RawTensor.Text)]);

    /// <summary>The place of an element, for people: <c>[row,column]</c>.</summary>
    public string PlaceOf(int index)
    {
        var places = new long[Shape.Length];
        var rest = (long)index;
        for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
        {
            (rest, places[dimension]) = Math.DivRem(rest, Math.Max(1, Shape[dimension]));
        }

        return $"[{string.Join(',', places)}]";
    }
}
