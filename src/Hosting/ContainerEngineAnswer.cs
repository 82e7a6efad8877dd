namespace ModelServing.Hosting;

/// <summary>What came of asking an engine on the PATH: its information, or why there is none.</summary>
internal sealed record ContainerEngineAnswer(string Command, string? Info, string? Problem = null);
