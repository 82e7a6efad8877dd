using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Tells the element type of an output of a node.</summary>
internal delegate DataType OutputType(GraphNode node, int output);
