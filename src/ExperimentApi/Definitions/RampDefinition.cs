namespace ModelServing.ExperimentApi.Definitions;

/// <summary>How the treatment's share grows; the last step is the share that is held for the verdict.</summary>
internal sealed record RampDefinition
{
    public RampStrategy Strategy { get; set; }

    /// <summary>Gets the percentages of the step strategy.</summary>
    public int[] Steps { get; set; } = [10, 50];

    /// <summary>Gets the first percentage of the computed strategies.</summary>
    public double From { get; set; } = 5;

    /// <summary>Gets the last percentage of the computed strategies.</summary>
    public double To { get; set; } = 50;

    /// <summary>Gets how many steps lead from the first to the last percentage.</summary>
    public int Count { get; set; } = 4;

    /// <summary>Gets how long each step lasts at least.</summary>
    public double DwellSeconds { get; set; } = 30;

    /// <summary>Gets how many requests the treatment has to answer in each step at least.</summary>
    public int MinimumRequests { get; set; } = 20;
}
