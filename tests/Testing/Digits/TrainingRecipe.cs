namespace ModelServing.Testing.Digits;

/// <summary>How a classifier is trained; no hidden units makes it linear.</summary>
public sealed record TrainingRecipe
{
    public required ulong Seed { get; init; }

    public required int HiddenUnits { get; init; }

    public required int Epochs { get; init; }

    public required double LearningRate { get; init; }

    public double Momentum { get; init; } = 0.5;
}
