namespace ModelServing.Testing.Digits;

/// <summary>What training one version gave: correct answers on the training and on the held-out images.</summary>
internal sealed record TrainedModel(string Folder, TrainingRecipe Recipe, int CorrectInTraining, int CorrectHeldOut)
{
    public string Name => Folder.Split('/')[0];

    public string Version => Folder.Split('/')[1];
}
