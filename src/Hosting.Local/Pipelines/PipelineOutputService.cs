namespace Aspire.Hosting.Pipelines;

internal sealed class PipelineOutputService(string directory) : IPipelineOutputService
{
    public string GetOutputDirectory() => directory;
}
