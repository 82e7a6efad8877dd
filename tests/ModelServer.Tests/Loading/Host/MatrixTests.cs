using CsCheck;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>What is solved or taken apart gives what it was when it is multiplied again.</summary>
public sealed class MatrixTests
{
    /// <summary>Two matrices, of which the diagonals outweigh the rest, so that they can be inverted.</summary>
    private static readonly Gen<(int Size, double[] Values)> Matrices = Gen.Int[1, 5].SelectMany(size => Gen.Double[-3, 3].Array[2 * size * size].Select(values => (size, Array.ConvertAll([.. values.Index()], entry =>
        entry.Index / size % size == entry.Index % size ? entry.Item + 20 : entry.Item))));

    private static (string, AttrValue) Double => ("T", Attributes.Of(DataType.DtDouble));

    [Fact]
    public void Run_Inverse_GivesTheUnitMatrix() => Matrices.Sample(
        matrix =>
        {
            var inverse = Run("MatrixInverse", [Batch(matrix)]);

            return IsNear(Product(matrix.Values, inverse, matrix.Size), [.. inverse.Select((_, at) => at / matrix.Size % matrix.Size == at % matrix.Size ? 1.0 : 0)]);
        },
        iter: 30);

    [Fact]
    public void Run_Solve_FindsWhatWasMultiplied() => Gen.Select(Matrices, Gen.Bool).Sample(
        (matrix, isAdjoint) =>
        {
            var (size, values) = matrix;
            var right = values.Reverse().ToArray();
            var solution = Run("MatrixSolve", [Batch(matrix), Batch((size, right))], ("adjoint", Attributes.Of(isAdjoint)));

            return IsNear(Product(isAdjoint ? Transposed(values, size) : values, solution, size), right);
        },
        iter: 30);

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Run_TriangularSolve_ReadsOneTriangle(bool isLower, bool isAdjoint)
    {
        double[] matrix = [2, 5, 7, 1, 4, 6, 3, 8, 9];
        double[] triangle = [.. matrix.Select((value, at) => (isLower ? at % 3 <= at / 3 : at % 3 >= at / 3) ? value : 0)];

        var solution = Run("MatrixTriangularSolve", [Tensor.Create<double>([3, 3], matrix), Tensor.Create<double>([3, 1], [1, 2, 3])], ("lower", Attributes.Of(isLower)), ("adjoint", Attributes.Of(isAdjoint)));

        var used = isAdjoint ? Transposed(triangle, 3) : triangle;
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(row + 1, Enumerable.Range(0, 3).Sum(k => used[(row * 3) + k] * solution[k]), 1e-9));
    }

    [Fact]
    public void Run_Cholesky_IsARoot()
    {
        double[] root = [2, 0, 0, 1, 3, 0, -1, 4, 0.5];
        var square = Product([.. root, .. root], [.. Transposed(root, 3), .. Transposed(root, 3)], 3)[..9];

        Assert.All(root.Zip(Run("Cholesky", [Tensor.Create<double>([3, 3], square)])), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Theory]
    [InlineData(new double[] { 3 }, 1, 3)]
    [InlineData(new double[] { 0, 1, 1, 0 }, 2, -1)]
    [InlineData(new double[] { 1, 2, 2, 4 }, 2, 0)]
    [InlineData(new double[] { 2, 5, 7, 1, 4, 6, 3, 8, 9 }, 3, -7)]
    public void Run_Determinant_IsThatOfTheMatrix(double[] values, int size, double expected) =>
        Assert.Equal(expected, Run("MatrixDeterminant", [Tensor.Create<double>([size, size], values)])[0], 1e-9);

    [Fact]
    public void Run_Floats_StayFloats() => Assert.Equal("float[1,1,1] 0.5", HostRun.Single("MatrixInverse", [Tensor.Create<float>([1, 1, 1], [2])], DataType.DtFloat, ("T", Attributes.Of(DataType.DtFloat))).Show());

    [Theory]
    [InlineData("MatrixInverse", new double[] { 1, 2, 2, 4 }, "Input is not invertible.")]
    [InlineData("MatrixSolve", new double[] { 1, 2, 2, 4 }, "Input matrix is not invertible.")]
    [InlineData("MatrixTriangularSolve", new double[] { 0, 2, 2, 4 }, "Input matrix is not invertible.")]
    [InlineData("Cholesky", new double[] { 1, 2, 2, 1 }, "Cholesky decomposition was not successful. The input might not be valid.")]
    [InlineData("MatrixInverse", new double[] { 1, 2 }, "Input matrix must be square. Got shape [1,2]")]
    public void Run_MatrixThatWillNotDo_IsRefused(string op, double[] values, string expected)
    {
        var matrix = Tensor.Create<double>([values.Length / 2, 2], values);
        Tensor[] inputs = op.EndsWith("Solve", StringComparison.Ordinal) ? [matrix, Tensor.Create<double>([2, 1], [1, 2])] : [matrix];

        Assert.Equal(expected, HostRun.Refusal(op, inputs, DataType.DtDouble, Double));
    }

    private static double[] Run(string op, Tensor[] inputs, params (string, AttrValue)[] attributes) => HostRun.Single(op, inputs, DataType.DtDouble, [Double, .. attributes]).AsSpan<double>().ToArray();

    private static Tensor Batch((int Size, double[] Values) matrix) => Tensor.Create<double>([2, matrix.Size, matrix.Size], matrix.Values);

    /// <summary>Multiplies matrices one by one.</summary>
    private static double[] Product(double[] left, double[] right, int size) => [.. Enumerable.Range(0, left.Length).Select(at =>
    {
        var (first, row, column) = (at / (size * size) * size * size, at / size % size, at % size);
        return Enumerable.Range(0, size).Sum(k => left[first + (row * size) + k] * right[first + (k * size) + column]);
    })];

    private static double[] Transposed(double[] values, int size) => [.. Enumerable.Range(0, values.Length).Select(at => values[(at / (size * size) * size * size) + (at % size * size) + (at / size % size)])];

    private static bool IsNear(double[] values, double[] expected) => values.Zip(expected, (value, other) => Math.Abs(value - other)).Max() < 1e-9;
}
