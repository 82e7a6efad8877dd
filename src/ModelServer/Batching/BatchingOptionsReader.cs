using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Batching;

/// <summary>Turns batching parameters into options, or says why no model can be loaded with them.</summary>
internal static class BatchingOptionsReader
{
    public static bool TryRead(BatchingParameters parameters, [NotNullWhen(true)] out BatchingOptions? options, [NotNullWhen(false)] out ServingError? error)
    {
        var defaults = new BatchingOptions();
        var max = parameters.MaxBatchSize ?? defaults.MaxBatchSize;
        var splits = parameters.EnableLargeBatchSplitting ?? false;
        var read = new BatchingOptions
        {
            MaxBatchSize = max,
            MaxExecutionBatchSize = splits ? parameters.MaxExecutionBatchSize ?? max : max,
            BatchTimeout = TimeSpan.FromMicroseconds(Math.Clamp(parameters.BatchTimeoutMicros ?? 0, -1, (long)TimeSpan.FromDays(1).TotalMicroseconds)),
            MaxEnqueuedBatches = parameters.MaxEnqueuedBatches ?? defaults.MaxEnqueuedBatches,
            AllowedBatchSizes = [.. parameters.AllowedBatchSizes],
            PadVariableLengthInputs = parameters.PadVariableLengthInputs,
            SplitLargeRequests = splits,
        };
        error = Problem(read, parameters) is { } problem ? ServingError.Invalid(problem) : null;
        options = error is null ? read : null;
        return error is null;
    }

    private static string? Problem(BatchingOptions options, BatchingParameters parameters)
    {
        if (options.MaxBatchSize <= 0)
        {
            return $"max_batch_size must be positive; was {options.MaxBatchSize}";
        }

        if (options.BatchTimeout < TimeSpan.Zero)
        {
            return $"batch_timeout_micros must be non-negative; was {parameters.BatchTimeoutMicros}";
        }

        if (options.MaxEnqueuedBatches < 0)
        {
            return $"max_enqueued_batches must be non-negative; was {options.MaxEnqueuedBatches}";
        }

        if (options.MaxExecutionBatchSize <= 0 || options.MaxExecutionBatchSize > options.MaxBatchSize)
        {
            return $"max_execution_batch_size must be positive and at most max_batch_size ({options.MaxBatchSize}); was {options.MaxExecutionBatchSize}";
        }

        return options.AllowedBatchSizes is [.., var last] && last != options.MaxBatchSize
            ? $"Last entry in allowed_batch_sizes must match max_batch_size; last entry was {last}; expected {options.MaxBatchSize}"
            : null;
    }
}
