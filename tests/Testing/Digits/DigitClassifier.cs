namespace ModelServing.Testing.Digits;

/// <summary>Softmax over one or two dense layers, with rectified units between them. Pixels are scaled to 0..1 first.</summary>
public sealed class DigitClassifier
{
    public const float PixelScale = 1f / 16;

    private DigitClassifier(DenseLayer? hidden, DenseLayer output)
    {
        Hidden = hidden;
        Output = output;
    }

    public DenseLayer? Hidden { get; }

    public DenseLayer Output { get; }

    public static DigitClassifier Train(TrainingRecipe recipe, IReadOnlyList<DigitImage> images)
    {
        var random = new DeterministicRandom(recipe.Seed);
        var hidden = recipe.HiddenUnits > 0 ? new DenseLayer(DigitsData.Pixels, recipe.HiddenUnits, random) : null;
        var classifier = new DigitClassifier(hidden, new DenseLayer(hidden?.Outputs ?? DigitsData.Pixels, DigitsData.Classes, random));
        var order = Enumerable.Range(0, images.Count).ToArray();
        for (var epoch = 0; epoch < recipe.Epochs; epoch++)
        {
            random.Shuffle(order);
            var rate = recipe.LearningRate / (1 + (0.1 * epoch));
            foreach (var index in order)
            {
                classifier.Learn(images[index], rate, recipe.Momentum);
            }
        }

        return classifier;
    }

    /// <summary>Gets the probability of each digit.</summary>
    public double[] Predict(ReadOnlySpan<float> pixels)
    {
        var input = Scale(pixels);
        return Softmax(Output.Forward(Hidden is null ? input : Rectify(Hidden.Forward(input))));
    }

    /// <summary>Counts the images whose most probable digit is their label.</summary>
    public int CountCorrect(IEnumerable<DigitImage> images) => CountCorrect([this], images);

    /// <summary>Counts the images whose most probable digit, by the mean of several classifiers, is their label.</summary>
    public static int CountCorrect(IReadOnlyList<DigitClassifier> members, IEnumerable<DigitImage> images) => images.Count(image =>
    {
        var predictions = members.Select(member => member.Predict(image.Pixels)).ToList();
        return Enumerable.Range(0, DigitsData.Classes).MaxBy(digit => predictions.Sum(prediction => prediction[digit])) == image.Label;
    });

    private void Learn(DigitImage image, double rate, double momentum)
    {
        var input = Scale(image.Pixels);
        var features = Hidden is null ? input : Rectify(Hidden.Forward(input));
        var gradient = Softmax(Output.Forward(features));
        gradient[image.Label] -= 1;
        var backward = Hidden is null ? [] : Output.Backward(gradient);
        Output.Update(features, gradient, rate, momentum);
        for (var i = 0; i < backward.Length; i++)
        {
            backward[i] = features[i] > 0 ? backward[i] : 0;
        }

        Hidden?.Update(input, backward, rate, momentum);
    }

    private static double[] Scale(ReadOnlySpan<float> pixels)
    {
        var scaled = new double[pixels.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = pixels[i] * PixelScale;
        }

        return scaled;
    }

    private static double[] Rectify(double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.Max(0, values[i]);
        }

        return values;
    }

    private static double[] Softmax(double[] logits)
    {
        var largest = logits.Max();
        var sum = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = DeterministicMath.Exp(logits[i] - largest);
            sum += logits[i];
        }

        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] /= sum;
        }

        return logits;
    }
}
