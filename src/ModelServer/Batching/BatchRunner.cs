using System.Diagnostics;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Batching;

/// <summary>Runs the batches of one queue: the tasks' rows in one run, each caller's rows out of its outputs.</summary>
internal sealed class BatchRunner(IModel model, SignatureTensors tensors, BatchingOptions options, BatchingMetrics metrics, TimeProvider timeProvider)
{
    private static readonly ActivitySource Source = new("ModelServing.ModelServer");

    public BatchingOptions Options => options;

    /// <summary>Runs a batch and answers the callers that still wait.</summary>
    public void Run(Batch batch)
    {
        var tasks = batch.Waiting();
        if (tasks.Count == 0)
        {
            return;
        }

        if (IsLate(tasks))
        {
            Fail(tasks, BatchErrors.Late);
            return;
        }

        Tensor[] outputs;
        try
        {
            outputs = Execute(tasks);
        }
        catch (ModelRunException exception)
        {
            Fail(tasks, new ServingError(exception.Code, exception.Message));
            return;
        }
        catch (Exception exception)
        {
            Fail(tasks, new ServingError(ErrorCode.Internal, exception.Message));
            return;
        }

        Answer(tasks, outputs);
    }

    /// <summary>Runs tasks together; the outputs come in the queue's order and have rows for the padding, too.</summary>
    /// <exception cref="ModelRunException">The tasks do not fit together, or the model refused them.</exception>
    public Tensor[] Execute(List<BatchTask> tasks)
    {
        var rows = tasks.Sum(static task => task.Rows);
        var size = rows == 0 ? 0 : options.PaddedSize(rows);
        using var activity = Start(tasks, size);
        var isPooled = model.LetsGoOfInputs(tensors.Signature);
        var merges = new InputMerge[tensors.Inputs.Length];
        try
        {
            var inputs = new Dictionary<string, Tensor>(merges.Length, StringComparer.Ordinal);
            for (var i = 0; i < merges.Length; i++)
            {
                merges[i] = InputMerge.Create(tasks, i, tensors.Inputs[i].Tensor, size, options.PadVariableLengthInputs, isPooled);
                inputs[tensors.Inputs[i].Alias] = merges[i].Tensor;
            }

            metrics.Run(tasks, merges.Length, rows, size);
            return Read(model.Run(tensors.Signature, inputs, tensors.Filter), size);
        }
        finally
        {
            Array.ForEach(merges, static merge => merge?.Dispose());
        }
    }

    /// <summary>Whether every caller has stopped waiting; one who has not is reason enough to run.</summary>
    private bool IsLate(List<BatchTask> tasks)
    {
        var now = timeProvider.GetTimestamp();
        var late = true;
        foreach (var task in tasks)
        {
            metrics.Queued(timeProvider.GetElapsedTime(task.Request.Enqueued, now));
            late &= task.Request.Deadline <= now;
        }

        return late;
    }

    private static void Fail(List<BatchTask> tasks, ServingError error) => tasks.ForEach(task => task.Request.Fail(error));

    private static void Answer(List<BatchTask> tasks, Tensor[] outputs)
    {
        var start = 0L;
        foreach (var task in tasks)
        {
            task.Request.Complete(task.Piece, Array.ConvertAll(outputs, output => RowRange.Of(output, start, task.Rows)));
            start += task.Rows;
        }
    }

    private Tensor[] Read(IReadOnlyDictionary<string, Tensor> outputs, long size) => Array.ConvertAll(tensors.Outputs, field =>
    {
        var output = outputs[field.Alias];
        var problem = output.Rank == 0
            ? "Batched output tensor has 0 dimensions"
            : output.Shape[0] != size
                ? "Batched output tensor's 0th dimension does not equal the sum of the 0th dimension sizes of the input tensors"
                : null;
        return problem is null ? output : throw new ModelRunException(ErrorCode.FailedPrecondition, problem);
    });

    /// <summary>The span belongs to the first caller's trace and links to the others'.</summary>
    private Activity? Start(List<BatchTask> tasks, long size)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var links = tasks.Skip(1).Where(task => task.Request.Parent != default).Select(task => new ActivityLink(task.Request.Parent));
        var activity = Source.StartActivity("model.run", ActivityKind.Internal, tasks[0].Request.Parent, links: links);
        activity?.SetTag("model.signature", tensors.Signature);
        activity?.SetTag("batch.requests", tasks.Count);
        activity?.SetTag("batch.size", size);
        return activity;
    }
}
