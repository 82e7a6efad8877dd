using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Batching;

/// <summary>The batches of one model version and set of tensors that wait for a thread. All state is guarded by the scheduler's lock.</summary>
internal sealed class BatchQueue
{
    private readonly Queue<Batch> _closed = new();
    private readonly BatchingOptions _options;
    private readonly long _timeout;
    private Batch _open;

    public BatchQueue(BatchRunner runner, TimeProvider timeProvider)
    {
        Runner = runner;
        _options = runner.Options;
        _timeout = (long)(_options.BatchTimeout.TotalSeconds * timeProvider.TimestampFrequency);
        _open = new Batch(this);
    }

    public BatchRunner Runner { get; }

    /// <summary>Gets or sets a value indicating whether the scheduler has lined the queue up for the next free thread.</summary>
    public bool IsLinedUp { get; set; }

    public bool IsEmpty => _closed.Count == 0 && _open.IsEmpty;

    private long Enqueued => _closed.Count + 1;

    /// <summary>Adds a request's rows to the open batch and, where they are split or do not fit, to new ones.</summary>
    public ServingError? Add(BatchRequest request)
    {
        if (request.Rows > _options.MaxBatchSize)
        {
            return BatchErrors.TooLarge(request.Rows, _options.MaxBatchSize);
        }

        return _options.SplitLargeRequests ? AddInPieces(request) : AddWhole(request);
    }

    /// <summary>Tells whether a batch may run: one that is full, or old enough.</summary>
    public bool HasRunnable(long now) => _closed.Count > 0 || (!_open.IsEmpty && (_open.Rows >= _options.MaxExecutionBatchSize || now - _open.Opened >= _timeout));

    /// <summary>Takes the oldest batch that may run.</summary>
    public Batch? Take(long now)
    {
        if (_closed.TryDequeue(out var batch))
        {
            return batch;
        }

        if (!HasRunnable(now))
        {
            return null;
        }

        batch = _open;
        _open = new Batch(this);
        return batch;
    }

    /// <summary>Takes out the batches in which nobody waits any more.</summary>
    public void TakeLate(long now, List<Batch> late)
    {
        for (var i = _closed.Count; i > 0; i--)
        {
            var batch = _closed.Dequeue();
            if (batch.Deadline <= now)
            {
                late.Add(batch);
            }
            else
            {
                _closed.Enqueue(batch);
            }
        }

        if (!_open.IsEmpty && _open.Deadline <= now)
        {
            late.Add(_open);
            _open = new Batch(this);
        }
    }

    /// <summary>Gets when the queue is to be looked at again: its open batch comes of age, or a batch is late.</summary>
    public long NextEvent(long now)
    {
        var next = _closed.Count == 0 ? long.MaxValue : _closed.Min(batch => batch.Deadline);
        if (!_open.IsEmpty)
        {
            next = Math.Min(next, HasRunnable(now) ? _open.Deadline : Math.Min(_open.Deadline, _open.Opened + _timeout));
        }

        return next;
    }

    private ServingError? AddWhole(BatchRequest request)
    {
        if (!_open.IsEmpty && _open.Rows + request.Rows > _options.MaxExecutionBatchSize)
        {
            if (Enqueued >= _options.MaxEnqueuedBatches)
            {
                return BatchErrors.Full(Enqueued, _options.MaxEnqueuedBatches);
            }

            Close();
        }

        request.Divide(1);
        _open.Add(new BatchTask(request, 0, 0, request.Rows));
        return null;
    }

    private ServingError? AddInPieces(BatchRequest request)
    {
        var size = _options.MaxExecutionBatchSize;
        var free = Math.Max(0, size - _open.Rows);
        var capacity = free + (Math.Max(0, _options.MaxEnqueuedBatches - Enqueued) * size);
        if (request.Rows > capacity)
        {
            return BatchErrors.FullForPieces(request.Rows, capacity, Enqueued, _open.Rows, _options);
        }

        var first = Math.Min(free, request.Rows);
        var pieces = (first > 0 || request.Rows == 0 ? 1 : 0) + (int)((request.Rows - first + size - 1) / size);
        request.Divide(pieces);
        var start = 0L;
        for (var piece = 0; piece < pieces; piece++)
        {
            if (_open.Rows >= size)
            {
                Close();
            }

            var rows = Math.Min(size - _open.Rows, request.Rows - start);
            _open.Add(new BatchTask(request, piece, start, rows));
            start += rows;
        }

        return null;
    }

    private void Close()
    {
        _closed.Enqueue(_open);
        _open = new Batch(this);
    }
}
