namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>An endpoint as the user names it.</summary>
/// <param name="Label">What to call it in results where the platform's own name is not enough, because it is measured in several ways.</param>
/// <param name="Protocol">The protocol to speak; null to find out.</param>
internal sealed record Target(Platform Platform, Uri Url, string? Label = null, WireProtocol? Protocol = null)
{
    public string Name => Label ?? Platform.WireName();
}
