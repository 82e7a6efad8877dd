namespace ModelServing.ExperimentApi.Storage;

internal sealed class EventRow
{
    public long Id { get; set; }

    public required string Experiment { get; set; }

    public required string At { get; set; }

    public required string From { get; set; }

    public required string To { get; set; }

    public required string Message { get; set; }
}
