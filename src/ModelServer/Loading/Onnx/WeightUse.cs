namespace ModelServing.ModelServer.Loading.Onnx;

/// <summary>What the runtime does with a large constant.</summary>
internal enum WeightUse
{
    /// <summary>It makes something else of it at load, and frees its copy.</summary>
    Converted,

    /// <summary>It makes something else of it at load, which several sessions can share.</summary>
    Packed,

    /// <summary>It makes another layout of it at load, which is faster, or reads it where it lies if told to.</summary>
    Filter,

    /// <summary>Every run reads it where it lies.</summary>
    Read,
}
