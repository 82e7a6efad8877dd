namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Whether a platform's figures may be compared with others'.</summary>
/// <param name="Reasons">What spoils them.</param>
/// <param name="Reservations">What limits what they show.</param>
/// <param name="Profile">How long was measured.</param>
internal sealed record Validity(IReadOnlyList<string> Reasons, IReadOnlyList<string> Reservations, RunProfile? Profile = null)
{
    public static Validity Valid { get; } = new([], []);

    public bool IsValid => Reasons.Count == 0;
}
