using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading;

/// <summary>The ONNX values that edges became, in one graph and in the graphs around it.</summary>
internal sealed class ConvertedValues(ConvertedValues? outer = null)
{
    private readonly Dictionary<Edge, string> _values = [];

    public string this[Edge edge]
    {
        get => _values.TryGetValue(edge, out var value) ? value : outer?[edge] ?? throw new KeyNotFoundException($"{edge} is not converted");
        set => _values[edge] = value;
    }

    public bool ContainsKey(Edge edge) => _values.ContainsKey(edge) || (outer?.ContainsKey(edge) ?? false);
}
