using Microsoft.ML.OnnxRuntime;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>One pool of threads for all sessions of the process: a node runs many small models side by side.</summary>
internal static class OnnxEnvironment
{
    private static readonly Lazy<OrtEnv> Instance = new(Create);

    public static void Ensure() => _ = Instance.Value;

    private static OrtEnv Create()
    {
        // The runtime would count the machine's processors, whatever share of them a limit leaves to this process.
        using var threads = new OrtThreadingOptions { GlobalSpinControl = false, GlobalIntraOpNumThreads = Environment.ProcessorCount, GlobalInterOpNumThreads = 1 };
        var options = new EnvironmentCreationOptions
        {
            logId = "ModelServing",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            threadOptions = threads,
        };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }
}
