using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>A loop of either generation of TensorFlow: while the condition holds, every variable becomes its next value.</summary>
/// <param name="Frame">The name that Enter nodes of a TensorFlow 1 loop share.</param>
internal sealed record LoopPlan(IReadOnlyList<LoopVariable> Variables, Edge Condition, string Frame = "");
