namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>What values a tensor holds, as far as making some up goes.</summary>
internal enum TensorKind
{
    Float,
    Integer,
    Text,
    Boolean,
}
