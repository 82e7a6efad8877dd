namespace ModelServing.Gateway.Graphs;

internal enum SeldonProtocol
{
    Seldon,
    TensorFlow,
    V2,
}
