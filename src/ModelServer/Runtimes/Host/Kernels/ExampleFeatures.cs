using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Which features a node takes out of examples, as its attributes say.</summary>
internal sealed class ExampleFeatures(GraphNode node)
{
    public DataType[] SparseTypes { get; } = Types(node, "sparse_types");

    public DataType[] DenseTypes { get; } = Types(node, "Tdense");

    public DataType[] RaggedTypes { get; } = Types(node, "ragged_value_types");

    public DataType[] SplitTypes { get; } = Types(node, "ragged_split_types");

    public long[][] DenseShapes { get; } = [.. (node.Attribute("dense_shapes")?.List?.Shape ?? []).Select(shape => shape.Dim.Select(dimension => dimension.Size).ToArray())];

    /// <summary>Tells the type of an output: three for each sparse feature, then the dense ones, then the ragged ones.</summary>
    public static DataType TypeOf(GraphNode node, int output)
    {
        var features = new ExampleFeatures(node);
        DataType[] types =
        [
            .. features.SparseTypes.Select(_ => DataType.Int64), .. features.SparseTypes, .. features.SparseTypes.Select(_ => DataType.Int64),
            .. features.DenseTypes, .. features.RaggedTypes, .. features.SplitTypes,
        ];
        return types[output];
    }

    /// <summary>Gets the keys, which are inputs of ParseExample and attributes of ParseSingleExample.</summary>
    public (string[] Sparse, string[] Dense, string[] Ragged) Keys(HostArguments arguments) => node.Op switch
    {
        "ParseSingleExample" => (Attribute("sparse_keys"), Attribute("dense_keys"), []),
        "ParseExampleV2" => (Vector(arguments, 2), Vector(arguments, 3), Vector(arguments, 4)),
        _ => (Scalars(arguments, 2, SparseTypes.Length), Scalars(arguments, 2 + SparseTypes.Length, DenseTypes.Length), []),
    };

    /// <summary>Gets the defaults of the dense features; one without elements means that every example must have the feature.</summary>
    public Tensor[] Defaults(HostArguments arguments) => arguments.Tensors(
        node.Op switch
        {
            "ParseSingleExample" => 1,
            "ParseExampleV2" => 5,
            _ => 2 + SparseTypes.Length + DenseTypes.Length,
        },
        DenseTypes.Length);

    private static DataType[] Types(GraphNode node, string attribute) => [.. (node.Attribute(attribute)?.List?.Type ?? []).Select(type => (DataType)type)];

    private string[] Attribute(string name) => [.. (node.Attribute(name)?.List?.S ?? []).Select(key => key.ToStringUtf8())];

    private static string[] Vector(HostArguments arguments, int input) => [.. arguments.Tensor(input).Strings.Select(Text)];

    private static string[] Scalars(HostArguments arguments, int start, int count) => [.. Enumerable.Range(start, count).Select(input => Text(arguments.Text(input)))];

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
