namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A square matrix as the product of a lower and an upper triangle, with rows exchanged so that the largest elements are divided by.</summary>
internal sealed class SquareMatrix
{
    private readonly double[] _values;
    private readonly int[] _rows;
    private readonly int _size;
    private double _sign = 1;

    public SquareMatrix(double[] values, int size)
    {
        (_values, _size, _rows) = ([.. values], size, [.. Enumerable.Range(0, size)]);
        for (var step = 0; step < size && !IsSingular; step++)
        {
            Pivot(step);
            IsSingular = At(step, step) is 0 or double.NaN;
            for (var row = step + 1; row < size && !IsSingular; row++)
            {
                Eliminate(row, step);
            }
        }
    }

    public bool IsSingular { get; private set; }

    public double Determinant => IsSingular && !_values.Any(double.IsNaN) ? 0 : Enumerable.Range(0, _size).Aggregate(_sign, (product, i) => product * At(i, i));

    /// <summary>Solves for one or more right sides, the columns of a matrix, and leaves the solutions in their place. The matrix is not singular.</summary>
    public double[] Solve(double[] right, int columns)
    {
        var solved = new double[right.Length];
        for (var row = 0; row < _size; row++)
        {
            Array.Copy(right, _rows[row] * columns, solved, row * columns, columns);
        }

        Substitute(solved, columns, lower: true, unit: true, At);
        Substitute(solved, columns, lower: false, unit: false, At);
        return solved;
    }

    /// <summary>Solves for a triangle, row by row.</summary>
    public static void Substitute(double[] solved, int columns, bool lower, bool unit, Func<int, int, double> at)
    {
        var size = columns == 0 ? 0 : solved.Length / columns;
        for (var step = 0; step < size; step++)
        {
            var row = lower ? step : size - 1 - step;
            for (var column = 0; column < columns; column++)
            {
                var value = solved[(row * columns) + column];
                for (var other = lower ? 0 : row + 1; other < (lower ? row : size); other++)
                {
                    value -= at(row, other) * solved[(other * columns) + column];
                }

                solved[(row * columns) + column] = unit ? value : value / at(row, row);
            }
        }
    }

    private double At(int row, int column) => _values[(row * _size) + column];

    private void Pivot(int step)
    {
        var best = Enumerable.Range(step, _size - step).MaxBy(row => Math.Abs(At(row, step)));
        if (best == step)
        {
            return;
        }

        var moved = _values.AsSpan(step * _size, _size).ToArray();
        _values.AsSpan(best * _size, _size).CopyTo(_values.AsSpan(step * _size));
        moved.CopyTo(_values.AsSpan(best * _size));
        (_rows[step], _rows[best]) = (_rows[best], _rows[step]);
        _sign = -_sign;
    }

    private void Eliminate(int row, int step)
    {
        var factor = _values[(row * _size) + step] /= At(step, step);
        for (var column = step + 1; column < _size; column++)
        {
            _values[(row * _size) + column] -= factor * At(step, column);
        }
    }
}
