using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>A value that a loop carries from one iteration to the next.</summary>
/// <param name="Output">The edge that means the last value, if any does.</param>
/// <param name="Places">The edges that mean the current value in the condition and in the body.</param>
internal sealed record LoopVariable(Edge? Output, Edge Initial, Edge[] Places, Edge Next)
{
    /// <summary>Gets whether every iteration passes the value on as it came.</summary>
    public bool IsFixed { get; } = Places.Contains(Next.PastIdentities());
}
