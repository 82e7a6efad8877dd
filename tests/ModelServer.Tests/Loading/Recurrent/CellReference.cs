using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;

namespace ModelServing.ModelServer.Tests.Loading.Recurrent;

/// <summary>The equations of recurrent cells, for one sequence after the other and one unit after the other.</summary>
internal static class CellReference
{
    /// <summary>Runs over sequences of shape [batch, time, features] from a state of zeros. Steps that the mask leaves out keep state and output.</summary>
    public static RecurrentResult Run(Tensor inputs, CellWeights weights, bool goesBackwards = false, bool[]? mask = null)
    {
        var (batch, time, features) = (inputs.Shape[0], inputs.Shape[1], inputs.Shape[2]);
        var units = weights.Units;
        var outputs = new double[batch * time * units];
        var (last, cells) = (new double[batch * units], new double[batch * units]);
        for (var sequence = 0; sequence < batch; sequence++)
        {
            var (hidden, cell, output) = (new double[units], new double[units], new double[units]);
            for (var step = 0; step < time; step++)
            {
                var at = goesBackwards ? time - 1 - step : step;
                if (mask is null || mask[(sequence * time) + at])
                {
                    var values = inputs.Floats().AsSpan((int)(((sequence * time) + at) * features), (int)features).ToArray();
                    (hidden, cell) = weights.IsLstm ? Lstm(values, hidden, cell, weights) : (Gru(values, hidden, weights), cell);
                    output = hidden;
                }

                output.CopyTo(outputs, (int)(((sequence * time) + step) * units));
            }

            hidden.CopyTo(last, sequence * units);
            cell.CopyTo(cells, sequence * units);
        }

        return new RecurrentResult(outputs, last, cells);
    }

    private static (double[] Hidden, double[] Cell) Lstm(float[] values, double[] hidden, double[] cell, CellWeights weights)
    {
        var (nextHidden, nextCell) = (new double[hidden.Length], new double[hidden.Length]);
        for (var unit = 0; unit < hidden.Length; unit++)
        {
            var (input, forget) = (Sigmoid(Gate(0)), Sigmoid(Gate(1)));
            nextCell[unit] = (forget * cell[unit]) + (input * Math.Tanh(Gate(2)));
            nextHidden[unit] = Sigmoid(Gate(3)) * Math.Tanh(nextCell[unit]);

            double Gate(int gate)
            {
                var column = (gate * hidden.Length) + unit;
                return Product(values, weights.Kernel, column) + Product(hidden, weights.Recurrent, column) + weights.Bias.Floats()[column];
            }
        }

        return (nextHidden, nextCell);
    }

    /// <summary>The reset gate is applied after the recurrent product, which has its own bias.</summary>
    private static double[] Gru(float[] values, double[] hidden, CellWeights weights)
    {
        var next = new double[hidden.Length];
        for (var unit = 0; unit < hidden.Length; unit++)
        {
            var update = Sigmoid(FromInput(0) + FromState(0));
            var reset = Sigmoid(FromInput(1) + FromState(1));
            next[unit] = (update * hidden[unit]) + ((1 - update) * Math.Tanh(FromInput(2) + (reset * FromState(2))));

            double FromInput(int gate) => Product(values, weights.Kernel, Column(gate)) + weights.Bias.Floats()[Column(gate)];
            double FromState(int gate) => Product(hidden, weights.Recurrent, Column(gate)) + weights.Bias.Floats()[(3 * hidden.Length) + Column(gate)];
            int Column(int gate) => (gate * hidden.Length) + unit;
        }

        return next;
    }

    private static double Product<T>(T[] row, Tensor matrix, int column)
        where T : struct, IConvertible
    {
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++)
        {
            sum += row[i].ToDouble(null) * matrix.AsSpan<float>()[(int)(i * matrix.Shape[1]) + column];
        }

        return sum;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
