namespace ModelServing.Autoscaler.Forecasting.Experts;

/// <summary>Forecasters that share their state. An expert that cannot speak yet answers NaN and has no weight.</summary>
internal interface IExpertFamily
{
    IReadOnlyList<string> Names { get; }

    /// <summary>Takes note of the slot just added to the history.</summary>
    void Observe(SeriesHistory history);

    /// <summary>Writes one prediction per name for <paramref name="horizon"/> slots after the latest.</summary>
    void Predict(SeriesHistory history, int horizon, Span<double> predictions);
}
