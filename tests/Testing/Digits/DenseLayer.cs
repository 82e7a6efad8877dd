namespace ModelServing.Testing.Digits;

/// <summary>An affine map, trained by plain stochastic gradient descent with momentum.</summary>
public sealed class DenseLayer
{
    private readonly double[] _weightVelocity;
    private readonly double[] _biasVelocity;

    public DenseLayer(int inputs, int outputs, DeterministicRandom random)
    {
        Inputs = inputs;
        Outputs = outputs;
        Weights = new double[inputs * outputs];
        Bias = new double[outputs];
        _weightVelocity = new double[Weights.Length];
        _biasVelocity = new double[outputs];
        var limit = Math.Sqrt(6.0 / (inputs + outputs));
        for (var i = 0; i < Weights.Length; i++)
        {
            Weights[i] = limit * random.NextSigned();
        }
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Gets the kernel, row-major [inputs, outputs].</summary>
    public double[] Weights { get; }

    public double[] Bias { get; }

    public double[] Forward(ReadOnlySpan<double> input)
    {
        var output = (double[])Bias.Clone();
        for (var i = 0; i < Inputs; i++)
        {
            var value = input[i];
            var row = Weights.AsSpan(i * Outputs, Outputs);
            for (var j = 0; value != 0 && j < output.Length; j++)
            {
                output[j] += value * row[j];
            }
        }

        return output;
    }

    /// <summary>Gets the gradient with respect to the input.</summary>
    public double[] Backward(ReadOnlySpan<double> gradient)
    {
        var result = new double[Inputs];
        for (var i = 0; i < result.Length; i++)
        {
            var row = Weights.AsSpan(i * Outputs, Outputs);
            var sum = 0.0;
            for (var j = 0; j < row.Length; j++)
            {
                sum += row[j] * gradient[j];
            }

            result[i] = sum;
        }

        return result;
    }

    /// <summary>Moves the parameters against the gradient of one example.</summary>
    public void Update(ReadOnlySpan<double> input, ReadOnlySpan<double> gradient, double rate, double momentum)
    {
        for (var i = 0; i < Inputs; i++)
        {
            var row = Weights.AsSpan(i * Outputs, Outputs);
            var velocity = _weightVelocity.AsSpan(i * Outputs, Outputs);
            for (var j = 0; j < row.Length; j++)
            {
                velocity[j] = (momentum * velocity[j]) - (rate * input[i] * gradient[j]);
                row[j] += velocity[j];
            }
        }

        for (var j = 0; j < Bias.Length; j++)
        {
            _biasVelocity[j] = (momentum * _biasVelocity[j]) - (rate * gradient[j]);
            Bias[j] += _biasVelocity[j];
        }
    }
}
