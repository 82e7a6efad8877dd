using System.Globalization;

namespace ModelServing.Testing.Digits;

/// <summary>The card that lies beside each model: what it is for, its data, its training, its accuracy.</summary>
internal static class ModelCard
{
    public static string Classifier(string name, IReadOnlyList<TrainedModel> versions, DigitsData data) => $"""
        # {name}

        Names the digit on an 8×8 grey image.

        - **Use**: demonstrations and tests of serving; not for reading real handwriting.
        - **Signature** `serving_default`: `pixels` float32 [-1, 64], values 0..16, row by row → `classes` int64 [-1], `probabilities` float32 [-1, 10].
        - **Data**: the test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak; UCI Machine Learning Repository,
          CC BY 4.0), {data.Training.Count + data.HeldOut.Count} images: {data.Training.Count} for training, every third ({data.HeldOut.Count}, `digits-test.csv`) held out. The same writers occur in both parts.
        - **Training**: softmax cross-entropy, stochastic gradient descent one image at a time, learning rate divided by 1 + epoch / 10.
        - **Made by**: `dotnet run models/train.cs`, byte for byte.

        | version | hidden units | epochs | learning rate | seed | accuracy in training | accuracy held out |
        |---|---|---|---|---|---|---|
        {string.Join('\n', versions.Select(version => Row(version, data)))}

        """;

    public static string Ensemble(IReadOnlyList<DigitClassifier> members, DigitsData data) => $"""
        # ensemble-model

        Names the digit on an 8×8 grey image by the mean of the probabilities that {string.Join(" and ", SampleModels.Ensemble.Select(name => $"`{name}`"))} give it.

        - **Use**: an ensemble inside one SavedModel, to compare with one that is a graph of several servers.
        - **Signature** `serving_default`: `pixels` float32 [-1, 64], values 0..16, row by row → `classes` int64 [-1], `probabilities` float32 [-1, 10].
        - **Made by**: `dotnet run models/train.cs`, byte for byte.

        | version | accuracy in training | accuracy held out |
        |---|---|---|
        | 1 | {Percentage(DigitClassifier.CountCorrect(members, data.Training), data.Training.Count)} | {Percentage(DigitClassifier.CountCorrect(members, data.HeldOut), data.HeldOut.Count)} |

        """;

    public static string Preprocessing() => """
        # preprocessing-model

        Turns an 8×8 grey image into the pixels that the digit classifiers read. Nothing is learnt: values are scaled by 16/255.

        - **Use**: the first step of a graph whose second step is a classifier.
        - **Signature** `serving_default`: `image` float32 [-1, 8, 8], values 0..255 → `pixels` float32 [-1, 64], values 0..16.
        - **Made by**: `dotnet run models/train.cs`, byte for byte.

        """;

    private static string Row(TrainedModel model, DigitsData data)
    {
        var training = Percentage(model.CorrectInTraining, data.Training.Count);
        var heldOut = Percentage(model.CorrectHeldOut, data.HeldOut.Count);
        var recipe = model.Recipe;
        return string.Create(CultureInfo.InvariantCulture, $"| {model.Version} | {recipe.HiddenUnits} | {recipe.Epochs} | {recipe.LearningRate} | {recipe.Seed} | {training} | {heldOut} |");
    }

    private static string Percentage(int correct, int total) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * correct / total:F2} % ({correct} of {total})");
}
