namespace Aspire.Hosting.Pipelines;

/// <summary>Knows where publishing writes.</summary>
public interface IPipelineOutputService
{
    /// <summary>Gets the folder.</summary>
    string GetOutputDirectory();
}
