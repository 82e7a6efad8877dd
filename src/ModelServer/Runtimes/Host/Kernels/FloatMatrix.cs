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

    /// <summary>Multiplies a row vector of two parts by this, and adds a bias.</summary>
    public float[] Product(ReadOnlySpan<float> vector, ReadOnlySpan<float> rest, float[] bias)
    {
        float[] sum = [.. bias];
        AddProduct(vector, 0, sum);
        AddProduct(rest, vector.Length, sum);
        return sum;
    }

    private void AddProduct(ReadOnlySpan<float> vector, int first, Span<float> sum)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(Row(first + i), vector[i], sum, sum);
        }
    }
}
