using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace ModelServing.Autoscaler.Forecasting.Ssa;

/// <summary>Stabilisation on the r×r shift matrix instead of the roots of a polynomial of degree L−1.</summary>
internal static class PoleClipping
{
    /// <summary>Growth below this per step is the eigensolver's rounding, not the signal's.</summary>
    private const double Rounding = 1e-9;

    public static Matrix<double> Clip(Matrix<double> shift, double maximum)
    {
        var decomposition = shift.Evd();
        var poles = decomposition.EigenValues;
        if (poles.All(pole => Complex.Abs(pole) <= maximum + Rounding))
        {
            return shift;
        }

        // Real block form: shift · V = V · D, where a complex pair fills a 2×2 block; scaling its columns scales the pair.
        var blocks = decomposition.D.Clone();
        for (var k = 0; k < poles.Count; k++)
        {
            var modulus = Complex.Abs(poles[k]);
            if (modulus > maximum)
            {
                blocks.SetColumn(k, blocks.Column(k) * (maximum / modulus));
            }
        }

        var vectors = decomposition.EigenVectors;
        var clipped = vectors * blocks * vectors.Inverse();

        // A defective shift matrix (an exact trend) has no usable eigenbasis.
        return clipped.Enumerate().All(double.IsFinite) ? clipped : shift;
    }
}
