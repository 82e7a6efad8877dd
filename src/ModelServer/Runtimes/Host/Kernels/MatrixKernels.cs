using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Square matrices inverted, solved for, and taken apart: those of the last two axes, one by one, calculated in double.</summary>
internal static class MatrixKernels
{
    public static IEnumerable<HostOp> All =>
    [
        One("MatrixInverse", node => arguments => Map(arguments.Tensor(0), node.Bool("adjoint"), Invert)),
        One("MatrixDeterminant", _ => arguments => Determine(arguments.Tensor(0))),
        One("Cholesky", _ => arguments => Map(arguments.Tensor(0), transposes: false, Root)),
        One("MatrixSolve", node => arguments => Solve(arguments.Tensor(0), arguments.Tensor(1), node.Bool("adjoint"), SolveAny)),
        One("MatrixTriangularSolve", node =>
        {
            var (isLower, transposes) = (node.Bool("lower", otherwise: true), node.Bool("adjoint"));
            return arguments => Solve(arguments.Tensor(0), arguments.Tensor(1), transposes, (values, size, right, columns) => SolveTriangle(values, size, right, columns, isLower != transposes));
        }),
    ];

    private static HostOp One(string name, Func<GraphNode, Func<HostArguments, Tensor>> create) =>
        HostOp.One(name, OutputTypes.T, create) with { Handles = node => node.Type("T") is DataType.Float or DataType.Double };

    private static double[] Read(Tensor tensor) => CastKernels.To(DataType.Double, tensor).AsSpan<double>().ToArray();

    private static Tensor Write(DataType type, ReadOnlySpan<long> shape, double[] values) => CastKernels.To(type, Tensor.Create<double>(shape, values));

    private static int Size(Tensor matrices) => matrices.Rank >= 2 && matrices.Shape[^1] == matrices.Shape[^2]
        ? (int)matrices.Shape[^1]
        : throw Shapes.Invalid($"Input matrix must be square. Got shape {Shapes.Text(matrices.Shape)}");

    private static IEnumerable<double[]> Split(double[] values, int size) => size == 0 ? [] : values.Chunk(size);

    private static double[] Transposed(double[] values, int size) => [.. Enumerable.Range(0, values.Length).Select(at => values[(at % size * size) + (at / size)])];

    private static Tensor Map(Tensor matrices, bool transposes, Func<double[], int, double[]> function)
    {
        var size = Size(matrices);
        var results = Split(Read(matrices), size * size).SelectMany(matrix => function(transposes ? Transposed(matrix, size) : matrix, size));
        return Write(matrices.DataType, matrices.Shape, [.. results]);
    }

    private static double[] Invert(double[] values, int size)
    {
        var matrix = new SquareMatrix(values, size);
        return matrix.IsSingular
            ? throw Shapes.Invalid("Input is not invertible.")
            : matrix.Solve([.. Enumerable.Range(0, size * size).Select(at => at / size == at % size ? 1.0 : 0)], size);
    }

    private static Tensor Determine(Tensor matrices)
    {
        var size = Size(matrices);
        var count = (int)Tensor.CountElements(matrices.Shape[..^2]);
        double[] results = size == 0 ? [.. Enumerable.Repeat(1.0, count)] : [.. Split(Read(matrices), size * size).Select(matrix => new SquareMatrix(matrix, size).Determinant)];
        return Write(matrices.DataType, matrices.Shape[..^2], results);
    }

    /// <summary>The lower triangle whose product with its transpose is the matrix, of which only the lower triangle is read.</summary>
    private static double[] Root(double[] values, int size)
    {
        var root = new double[values.Length];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var rest = values[(row * size) + column] - Enumerable.Range(0, column).Sum(k => root[(row * size) + k] * root[(column * size) + k]);
                root[(row * size) + column] = column < row ? rest / root[(column * size) + column]
                    : rest > 0 ? Math.Sqrt(rest)
                    : throw Shapes.Invalid("Cholesky decomposition was not successful. The input might not be valid.");
            }
        }

        return root;
    }

    private static Tensor Solve(Tensor matrices, Tensor right, bool transposes, Func<double[], int, double[], int, double[]> solve)
    {
        var size = Size(matrices);
        if (right.Rank != matrices.Rank || right.Shape[^2] != size || !right.Shape[..^2].SequenceEqual(matrices.Shape[..^2]))
        {
            throw Shapes.Invalid($"Input matrix and right-hand side are incompatible: {Shapes.Text(matrices.Shape)} and {Shapes.Text(right.Shape)}");
        }

        var columns = (int)right.Shape[^1];
        var systems = Split(Read(matrices), size * size).Zip(Split(Read(right), size * columns));
        var results = systems.SelectMany(system => solve(transposes ? Transposed(system.First, size) : system.First, size, system.Second, columns));
        return Write(matrices.DataType, right.Shape, [.. results]);
    }

    private static double[] SolveAny(double[] values, int size, double[] right, int columns)
    {
        var matrix = new SquareMatrix(values, size);
        return matrix.IsSingular ? throw Shapes.Invalid("Input matrix is not invertible.") : matrix.Solve(right, columns);
    }

    private static double[] SolveTriangle(double[] values, int size, double[] right, int columns, bool isLower)
    {
        if (Enumerable.Range(0, size).Any(i => values[(i * size) + i] == 0))
        {
            throw Shapes.Invalid("Input matrix is not invertible.");
        }

        SquareMatrix.Substitute(right, columns, isLower, unit: false, (row, column) => values[(row * size) + column]);
        return right;
    }
}
