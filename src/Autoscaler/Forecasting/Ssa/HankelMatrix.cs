using System.Numerics.Tensors;

namespace ModelServing.Autoscaler.Forecasting.Ssa;

/// <summary>Products with the L×K trajectory matrix <c>X[i,j] = x[i+j]</c> of a series; the matrix itself is never stored.</summary>
internal static class HankelMatrix
{
    /// <summary><c>S = X Xᵀ</c> in O(LK + L²): a step down the diagonal drops one product and adds one.</summary>
    public static double[,] Gram(ReadOnlySpan<double> series, int window)
    {
        var columns = series.Length - window + 1;
        var gram = new double[window, window];
        for (var j = 0; j < window; j++)
        {
            gram[0, j] = TensorPrimitives.Dot(series[..columns], series.Slice(j, columns));
            gram[j, 0] = gram[0, j];
        }

        for (var i = 1; i < window; i++)
        {
            for (var j = i; j < window; j++)
            {
                var dropped = series[i - 1] * series[j - 1];
                var added = series[i - 1 + columns] * series[j - 1 + columns];
                gram[i, j] = gram[i - 1, j - 1] - dropped + added;
                gram[j, i] = gram[i, j];
            }
        }

        return gram;
    }

    /// <summary>Moves a Gram matrix one step on: the oldest column leaves, the newest enters.</summary>
    public static void Slide(double[,] gram, ReadOnlySpan<double> oldest, ReadOnlySpan<double> newest)
    {
        for (var i = 0; i < oldest.Length; i++)
        {
            for (var j = 0; j < oldest.Length; j++)
            {
                gram[i, j] += (newest[i] * newest[j]) - (oldest[i] * oldest[j]);
            }
        }
    }

    /// <summary><c>X v</c>, of length L.</summary>
    public static double[] Multiply(ReadOnlySpan<double> series, int window, ReadOnlySpan<double> vector)
    {
        var product = new double[window];
        for (var i = 0; i < window; i++)
        {
            product[i] = TensorPrimitives.Dot(series.Slice(i, vector.Length), vector);
        }

        return product;
    }

    /// <summary><c>Xᵀ u</c>, of length K: the series filtered by one vector.</summary>
    public static double[] MultiplyTransposed(ReadOnlySpan<double> series, ReadOnlySpan<double> vector)
    {
        var product = new double[series.Length - vector.Length + 1];
        for (var j = 0; j < product.Length; j++)
        {
            product[j] = TensorPrimitives.Dot(series.Slice(j, vector.Length), vector);
        }

        return product;
    }

    /// <summary>Turns any matrix back into a series: every anti-diagonal becomes its mean.</summary>
    public static double[] DiagonalAverage(double[,] matrix)
    {
        var rows = matrix.GetLength(0);
        var columns = matrix.GetLength(1);
        var series = new double[rows + columns - 1];
        for (var n = 0; n < series.Length; n++)
        {
            var first = Math.Max(0, n - columns + 1);
            var last = Math.Min(rows - 1, n);
            for (var i = first; i <= last; i++)
            {
                series[n] += matrix[i, n - i];
            }

            series[n] /= last - first + 1;
        }

        return series;
    }
}
