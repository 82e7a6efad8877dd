namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Something to be said against figures.</summary>
/// <param name="IsReason">Whether it spoils them; else it only limits what they show.</param>
/// <param name="Text">What it is.</param>
internal readonly record struct Objection(bool IsReason, string Text)
{
    public static Objection Reason(string text) => new(true, text);

    public static Objection Reservation(string text) => new(false, text);
}
