using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A step of a fused LSTM.</summary>
internal sealed class LstmCell(GraphNode node)
{
    /// <summary>The output that is the cell's state.</summary>
    public const int State = 1;

    /// <summary>The output that is handed on.</summary>
    public const int Output = 6;

    private readonly bool _isSecond = node.Op == "BlockLSTMV2";
    private readonly float _forgetBias = node.Op == "BlockLSTMV2" ? 0 : node.Float("forget_bias", 1);
    private readonly float _clip = node.Float("cell_clip", node.Op switch { "BlockLSTM" => 3, "LSTMBlockCell" => 3, _ => 0 });
    private readonly bool _looksAtState = node.Bool("use_peephole");

    /// <summary>Writes the seven outputs of one row: input gate, state, forget gate, output gate, candidate, squashed state, output.</summary>
    public void Run(LstmWeights weights, ReadOnlySpan<float> x, ReadOnlySpan<float> state, ReadOnlySpan<float> output, float[][] outputs, int at)
    {
        var units = state.Length;
        var sums = weights.Matrix.Product(x, output, weights.Bias);
        var (candidate, forget) = _isSecond ? (2 * units, units) : (units, 2 * units);
        for (var unit = 0; unit < units; unit++)
        {
            var i = Sigmoid(sums[unit] + Look(weights.OfInput, unit, state[unit]));
            var f = Sigmoid(sums[forget + unit] + _forgetBias + Look(weights.OfForget, unit, state[unit]));
            var ci = MathF.Tanh(sums[candidate + unit]);
            var cs = (ci * i) + (state[unit] * f);
            cs = _clip > 0 ? Math.Clamp(cs, -_clip, _clip) : cs;
            var o = Sigmoid(sums[(3 * units) + unit] + Look(weights.OfOutput, unit, cs));
            var co = MathF.Tanh(cs);
            ReadOnlySpan<float> all = [i, cs, f, o, ci, co, co * o];
            for (var k = 0; k < all.Length; k++)
            {
                outputs[k][at + unit] = all[k];
            }
        }
    }

    internal static float Sigmoid(float value) => 1 / (1 + MathF.Exp(-value));

    private float Look(float[] weights, int unit, float state) => _looksAtState ? weights[unit] * state : 0;
}
