namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The weights of a fused cell: those of inputs and outputs in one matrix, those that look at the state, and the biases.</summary>
internal sealed record LstmWeights(FloatMatrix Matrix, float[] OfInput, float[] OfForget, float[] OfOutput, float[] Bias)
{
    /// <summary>Reads the inputs of an operation from one on.</summary>
    /// <param name="inputs">How many inputs the cell has.</param>
    /// <param name="units">How many outputs.</param>
    public static LstmWeights Read(HostArguments arguments, int first, int inputs, int units)
    {
        var weights = new LstmWeights(
            FloatMatrix.Read(arguments.Tensor(first)), Vector(arguments, first + 1), Vector(arguments, first + 2), Vector(arguments, first + 3), Vector(arguments, first + 4));
        return weights.Matrix.Rows == inputs + units && weights.Matrix.Columns == 4 * units && weights.Bias.Length == 4 * units
            ? weights
            : throw Shapes.Invalid($"w and b must be of {inputs + units} rows and {4 * units} columns, got {weights.Matrix.Rows}, {weights.Matrix.Columns} and {weights.Bias.Length}");
    }

    private static float[] Vector(HostArguments arguments, int index) => arguments.Tensor(index).AsSpan<float>().ToArray();
}
