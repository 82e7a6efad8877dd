using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace ModelServing.Autoscaler.Forecasting.Ssa;

/// <summary>
/// A signal subspace and its shift matrix: everything a forecast needs (Golyandina and Zhigljavsky, 2013).
/// </summary>
/// <remarks>
/// Columns of <c>U</c> are kept as rows of an array, so that a projection is one dot product. <c>F = G + π(πᵀG)/(1−ν²)</c> with
/// <c>G = U_upᵀ U_down</c> needs no inversion, because <c>U_upᵀ U_up = I − ππᵀ</c>.
/// </remarks>
internal sealed class SsaModel
{
    private const double VerticalityLimit = 1 - 1e-9;

    private readonly double[][] _vectors;
    private readonly Vector<double> _last;

    private SsaModel(double[][] vectors, Vector<double> last, Matrix<double> shift)
    {
        _vectors = vectors;
        _last = last;
        Shift = shift;
    }

    public int Window => _vectors[0].Length;

    public int Rank => _vectors.Length;

    /// <summary>ν², the squared cosine between the subspace and the last unit vector.</summary>
    public double Verticality => _last.DotProduct(_last);

    /// <summary>F: what one step in time does to the coordinates in the subspace.</summary>
    public Matrix<double> Shift { get; }

    public static bool TryCreate(double[][] vectors, [NotNullWhen(true)] out SsaModel? model)
    {
        model = null;
        var last = Vector<double>.Build.Dense(vectors.Length, k => vectors[k][^1]);
        var verticality = last.DotProduct(last);
        if (!(verticality < VerticalityLimit))
        {
            return false;
        }

        var shifted = Matrix<double>.Build.Dense(
            vectors.Length,
            vectors.Length,
            (i, j) => TensorPrimitives.Dot(vectors[i].AsSpan(..^1), vectors[j].AsSpan(1..)));
        var shift = shifted + (last.OuterProduct(shifted.LeftMultiply(last)) / (1 - verticality));
        model = new SsaModel(vectors, last, shift);
        return true;
    }

    /// <summary>The linear recurrence <c>x[n] = Σ a[j] x[n−L+1+j]</c>, oldest coefficient first.</summary>
    public double[] Recurrence()
    {
        var coefficients = new double[Window - 1];
        for (var k = 0; k < Rank; k++)
        {
            TensorPrimitives.MultiplyAdd(_vectors[k].AsSpan(..^1), _last[k] / (1 - Verticality), coefficients, coefficients);
        }

        return coefficients;
    }

    /// <summary>The signal poles, sorted by real, then imaginary part.</summary>
    public Complex[] Poles() => [.. Shift.Evd().EigenValues.OrderBy(pole => pole.Real).ThenBy(pole => pole.Imaginary)];

    /// <summary>The same subspace with every pole's modulus clipped, so that no component can grow without bound.</summary>
    public SsaModel Stabilise(double maximum) => new(_vectors, _last, PoleClipping.Clip(Shift, maximum));

    /// <summary>The coordinates of a window of L values.</summary>
    public Vector<double> Project(ReadOnlySpan<double> window)
    {
        var coordinates = new double[Rank];
        for (var k = 0; k < Rank; k++)
        {
            coordinates[k] = TensorPrimitives.Dot(window, _vectors[k]);
        }

        return Vector<double>.Build.Dense(coordinates);
    }

    /// <summary>The window that coordinates stand for.</summary>
    public double[] Expand(Vector<double> coordinates)
    {
        var window = new double[Window];
        for (var k = 0; k < Rank; k++)
        {
            TensorPrimitives.MultiplyAdd(_vectors[k], coordinates[k], window, window);
        }

        return window;
    }

    /// <summary>The last value of the window that coordinates stand for.</summary>
    public double LastValue(Vector<double> coordinates) => _last.DotProduct(coordinates);

    /// <summary>For steps 0…<paramref name="steps"/> the filter whose dot product with the last L raw values is the forecast.</summary>
    public double[][] Filters(int steps)
    {
        var filters = new double[steps + 1][];
        var coordinates = _last;
        for (var step = 0; step <= steps; step++)
        {
            filters[step] = Expand(coordinates);
            coordinates = Shift.LeftMultiply(coordinates);
        }

        return filters;
    }
}
