using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>A loop of either generation of TensorFlow: while the condition holds, every variable becomes its next value.</summary>
/// <param name="Test">Where the condition is computed.</param>
/// <param name="Body">Where the next values are.</param>
/// <param name="Frame">The name that Enter nodes of a TensorFlow 1 loop share.</param>
internal sealed record LoopPlan(IReadOnlyList<LoopVariable> Variables, Edge Condition, GraphRegion Test, GraphRegion Body, string Frame = "");
