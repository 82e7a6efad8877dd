using ModelServing.ModelServer.Loading.Lists;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>A write, in every iteration, to a list that the loop does not read.</summary>
/// <param name="IsRepeated">Whether all iterations write to the same place, where the last one counts; else no two do.</param>
internal sealed record LoopWrite(LoopVariable Variable, ListWrite Write, bool IsRepeated);
