using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>A loop of either generation of TensorFlow: while the condition holds, every variable becomes its next value.</summary>
internal sealed record LoopPlan(IReadOnlyList<LoopVariable> Variables, Edge Condition);
