namespace ModelServing.ModelServer.Batching;

/// <summary>Which tensors a call feeds and fetches, and the queue it joins.</summary>
internal readonly record struct BatchCall(SignatureTensors Tensors, BatchQueue Queue);
