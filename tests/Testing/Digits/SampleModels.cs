using System.Globalization;

namespace ModelServing.Testing.Digits;

/// <summary>Every sample model of the repository, made from the digits alone.</summary>
public static class SampleModels
{
    /// <summary>Gets the trained versions: folder under <c>models/</c> and how it was trained.</summary>
    public static IReadOnlyList<(string Folder, TrainingRecipe Recipe)> Recipes { get; } =
    [
        ("production-model/1", new TrainingRecipe { Seed = 1, HiddenUnits = 0, Epochs = 2, LearningRate = 0.01 }),
        ("production-model/2", new TrainingRecipe { Seed = 2, HiddenUnits = 32, Epochs = 12, LearningRate = 0.03 }),
        ("model-a/1", new TrainingRecipe { Seed = 3, HiddenUnits = 8, Epochs = 6, LearningRate = 0.02 }),
        ("model-b/1", new TrainingRecipe { Seed = 4, HiddenUnits = 24, Epochs = 10, LearningRate = 0.02 }),
    ];

    /// <summary>Gets the trained models whose mean is a model too.</summary>
    public static IReadOnlyList<string> Ensemble { get; } = ["model-a", "model-b"];

    /// <summary>Trains and writes all models, their cards and the held-out images.</summary>
    public static void WriteAll(DigitsData data, string folder)
    {
        List<TrainedModel> trained = [];
        List<(string Name, DigitClassifier Classifier)> members = [];
        foreach (var (path, recipe) in Recipes)
        {
            var classifier = DigitClassifier.Train(recipe, data.Training);
            ClassifierExport.Write(classifier, Path.Combine(folder, path));
            trained.Add(new TrainedModel(path, recipe, classifier.CountCorrect(data.Training), classifier.CountCorrect(data.HeldOut)));
            if (Ensemble.Contains(trained[^1].Name))
            {
                members.Add((trained[^1].Name, classifier));
            }
        }

        ClassifierExport.WriteMean(members, Path.Combine(folder, "ensemble-model", "1"));
        File.WriteAllText(Path.Combine(folder, "ensemble-model", "MODEL_CARD.md"), ModelCard.Ensemble([.. members.Select(member => member.Classifier)], data));
        PreprocessingExport.Write(Path.Combine(folder, "preprocessing-model", "1"));
        foreach (var model in trained.GroupBy(model => model.Name))
        {
            File.WriteAllText(Path.Combine(folder, model.Key, "MODEL_CARD.md"), ModelCard.Classifier(model.Key, [.. model], data));
        }

        File.WriteAllText(Path.Combine(folder, "preprocessing-model", "MODEL_CARD.md"), ModelCard.Preprocessing());
        File.WriteAllText(Path.Combine(folder, "digits-test.csv"), ToCsv(data.HeldOut));
    }

    private static string ToCsv(IReadOnlyList<DigitImage> images)
    {
        var header = "label," + string.Join(',', Enumerable.Range(0, DigitsData.Pixels).Select(pixel => $"p{pixel}"));
        var lines = images.Select(image => string.Join(',', image.Pixels.Prepend(image.Label).Select(value => value.ToString(CultureInfo.InvariantCulture))));
        return string.Join('\n', lines.Prepend(header)) + "\n";
    }
}
