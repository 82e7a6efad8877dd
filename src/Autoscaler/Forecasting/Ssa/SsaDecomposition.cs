using System.Diagnostics.CodeAnalysis;
using MathNet.Numerics.LinearAlgebra;

namespace ModelServing.Autoscaler.Forecasting.Ssa;

/// <summary>The eigenpairs of a series' trajectory matrix, largest first; every rank's model is cut from one decomposition.</summary>
internal sealed class SsaDecomposition
{
    /// <summary>Below this share of the largest eigenvalue a component is rounding noise of the Gram route.</summary>
    private const double RelativeNoise = 1e-10;

    private readonly double[] _series;
    private readonly double[][] _vectors;

    private SsaDecomposition(double[] series, int window, double[] eigenvalues, double[][] vectors)
    {
        _series = series;
        Window = window;
        Eigenvalues = eigenvalues;
        _vectors = vectors;
        var largest = eigenvalues[0];
        EffectiveRank = largest > 0 ? eigenvalues.Count(value => value > largest * RelativeNoise) : 0;
    }

    public int Window { get; }

    public IReadOnlyList<double> Eigenvalues { get; }

    /// <summary>How many components carry signal; 0 for an all-zero series.</summary>
    public int EffectiveRank { get; }

    public ReadOnlySpan<double> Series => _series;

    /// <summary>Decomposes a gap-free series; wants <c>N &gt; L ≥ 2</c>.</summary>
    public static SsaDecomposition Of(ReadOnlySpan<double> series, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(series.Length, window + 1, nameof(series));
        var gram = Matrix<double>.Build.DenseOfArray(HankelMatrix.Gram(series, window));
        var decomposition = gram.Evd(Symmetricity.Symmetric);
        var count = Math.Min(window, series.Length - window + 1);
        var values = new double[count];
        var vectors = new double[count][];
        for (var k = 0; k < count; k++)
        {
            // MathNet sorts ascending; the Gram route can leave a tiny negative value where zero is due.
            values[k] = Math.Max(0, decomposition.EigenValues[window - 1 - k].Real);
            vectors[k] = decomposition.EigenVectors.Column(window - 1 - k).ToArray();
        }

        return new SsaDecomposition(series.ToArray(), window, values, vectors);
    }

    /// <summary>The model of the leading components, cut to the effective rank; false when the subspace is vertical or empty.</summary>
    /// <remarks>A subspace that holds the last unit vector (ν² = 1) says nothing about the next value: callers fall back.</remarks>
    public bool TryModel(int rank, [NotNullWhen(true)] out SsaModel? model)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, Math.Min(Window - 1, _vectors.Length));
        model = null;
        var cut = Math.Min(rank, EffectiveRank);
        return cut > 0 && SsaModel.TryCreate(_vectors[..cut], out model);
    }

    /// <summary>The coordinates of every window on one component, <c>Xᵀ u_k</c>.</summary>
    public double[] Scores(int component) => HankelMatrix.MultiplyTransposed(_series, _vectors[component]);

    /// <summary>Component vector <paramref name="component"/>, of length L.</summary>
    public ReadOnlySpan<double> Vector(int component) => _vectors[component];
}
