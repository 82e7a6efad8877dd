namespace ModelServing.ModelServer.Configuration;

/// <summary>What of a command line did nothing.</summary>
/// <param name="Ignored">Names of flags that are accepted and ignored.</param>
/// <param name="Unknown">Arguments that are no flags.</param>
internal sealed record WithoutEffect(List<string> Ignored, List<string> Unknown);
