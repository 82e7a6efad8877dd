using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Batching;

/// <summary>What the server's command line says about batching.</summary>
internal sealed record BatchingSettings
{
    /// <summary>Gets the parameters of every model, or, where each brings its own, of their threads only.</summary>
    public BatchingParameters Parameters { get; init; } = new();

    /// <summary>Gets a value indicating whether only the models that bring parameters are batched, each with its own.</summary>
    public bool PerModel { get; init; }

    /// <summary>Gets the threads that all batches of the server share.</summary>
    public int Threads => (int)Math.Clamp(Parameters.NumBatchThreads ?? Environment.ProcessorCount, 1, 1 << 15);
}
