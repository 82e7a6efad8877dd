using ModelServing.Inference.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Rows of floats.</summary>
internal sealed class FloatMatrix(float[] values, int rows, int columns)
{
    public int Rows => rows;

    public int Columns => columns;

    public static FloatMatrix Read(Tensor tensor) => tensor.Rank == 2
        ? new(tensor.AsSpan<float>().ToArray(), (int)tensor.Shape[0], (int)tensor.Shape[1])
        : throw Shapes.Invalid($"Expected a matrix but got shape {Shapes.Text(tensor.Shape)}");

    public ReadOnlySpan<float> Row(int row) => values.AsSpan(row * columns, columns);

    /// <summary>Adds the product of a row vector and some rows of this, from one on, to a sum.</summary>
    public void AddProduct(ReadOnlySpan<float> vector, int first, Span<float> sum)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(Row(first + i), vector[i], sum, sum);
        }
    }
}
