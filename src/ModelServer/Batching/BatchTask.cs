namespace ModelServing.ModelServer.Batching;

/// <summary>The rows of a request that go into one batch: all of them, unless the request was split.</summary>
internal readonly record struct BatchTask(BatchRequest Request, int Piece, long Start, long Rows)
{
    public bool IsWhole => Rows == Request.Rows;
}
