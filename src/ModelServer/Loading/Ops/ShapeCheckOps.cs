namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Promises about shapes, which a run may break.</summary>
internal static class ShapeCheckOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All => [new("EnsureShape", op => [EnsureShape(op)])];

    /// <summary>The check adds its zero to the shape of the value, since a value may be anything.</summary>
    private static string EnsureShape(OpContext op)
    {
        if (op.Node.Attribute("shape")?.Shape is not { UnknownRank: false } promised)
        {
            return op.Input(0);
        }

        long[] lengths = [.. promised.Dim.Select(dimension => dimension.Size)];
        var value = op.Term(0, op.ElementType());
        var shape = value.Shape;
        var conditions = value.Rank.Is("Equal", lengths.Length).Not();
        var known = lengths.Index().Where(length => length.Item >= 0).ToArray();
        if (known.Length > 0)
        {
            // A shape with too few axes is filled up, so that the comparison itself cannot fail.
            var filled = shape.Join(shape with { Name = op.Vector([.. lengths.Select(_ => -1L)]) });
            var found = filled.Gather(shape with { Name = op.Vector([.. known.Select(length => (long)length.Index)]) });
            conditions = conditions.Join(found.Is("Equal", shape with { Name = op.Vector([.. known.Select(length => length.Item)]) }).Not());
        }

        var expected = string.Join(',', lengths.Select(length => length < 0 ? "?" : length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return value.Reshape(op.FailIfAny(conditions, $"Shape of tensor {op.Node.Inputs[0].Node.Name} is not compatible with expected shape [{expected}].", shape)).Name;
    }
}
