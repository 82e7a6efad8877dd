namespace Aspire.Hosting.Pipelines;

/// <summary>The steps every application has.</summary>
public static class WellKnownPipelineSteps
{
    /// <summary>Writes the files.</summary>
    public const string Publish = "publish";
}
