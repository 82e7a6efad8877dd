namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>An endpoint as the user names it.</summary>
/// <param name="Label">What to call it in results where the platform's own name is not enough, because it is measured in several ways.</param>
internal sealed record Target(Platform Platform, Uri Url, string? Label = null)
{
    public string Name => Label ?? Platform.WireName();
}
