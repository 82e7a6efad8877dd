using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Batching;

/// <summary>What callers are told when a request cannot be batched or comes too late.</summary>
internal static class BatchErrors
{
    public static ServingError NoInput { get; } = ServingError.Invalid("Batching Run() must have at least one input tensor");

    public static ServingError NoDimension { get; } = ServingError.Invalid("Batching Run() input tensors must have at least one dimension");

    public static ServingError UnequalRows { get; } = ServingError.Invalid("Batching Run() input tensors must have equal 0th-dimension size");

    public static ServingError Late { get; } = new(ErrorCode.ResourceExhausted, "Run() timeout exceeded while waiting in batching queue");

    public static ServingError RunTimedOut { get; } = new(ErrorCode.DeadlineExceeded, "Run() timeout exceeded while waiting for the model.");

    public static ServingError Cancelled { get; } = new(ErrorCode.Cancelled, "The request was cancelled while waiting for the model.");

    public static ServingError TooLarge(long rows, long limit) =>
        ServingError.Invalid($"Task size {rows} is larger than maximum input batch size {limit}");

    public static ServingError Full(long enqueued, long limit) => new(
        ErrorCode.Unavailable,
        $"The batch scheduling queue to which this task was submitted is full; currently {enqueued} batches enqueued and max_enqueued_batches is {limit}");

    public static ServingError FullForPieces(long rows, long capacity, long enqueued, long openRows, BatchingOptions options) => new(
        ErrorCode.Unavailable,
        $"The batch scheduling queue to which this task was submitted is full; task size is {rows} but scheduling capacity is only {capacity} "
        + $"(num_enqueued_batches={enqueued}, max_enqueued_batches={options.MaxEnqueuedBatches}, open_batch_size={openRows}, "
        + $"max_execution_batch_size={options.MaxExecutionBatchSize})");

    public static string DifferentShapes(string tensor) =>
        $"Tensors with name '{tensor}' from different tasks have different shapes and padding is turned off. Set pad_variable_length_inputs to true, "
        + "or ensure that all tensors with the same name have equal dimensions starting with the first dim.";
}
