namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>The positions that a slice takes along one axis.</summary>
internal readonly record struct AxisCut(long Start, long Step, long Count);
