using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Ways by which output types are told.</summary>
internal static class OutputTypes
{
    public static OutputType String { get; } = Fixed(DataType.String);

    public static OutputType Int64 { get; } = Fixed(DataType.Int64);

    public static OutputType Bool { get; } = Fixed(DataType.Bool);

    /// <summary>Gets the commonest way: attribute T.</summary>
    public static OutputType T { get; } = From("T");

    public static OutputType Fixed(DataType type) => (_, _) => type;

    public static OutputType From(string attribute, DataType otherwise = DataType.Invalid) => (node, _) => node.Type(attribute, otherwise);

    /// <summary>Each output has a way of its own.</summary>
    public static OutputType Each(params OutputType[] types) => (node, output) => types[Math.Min(output, types.Length - 1)](node, output);
}
