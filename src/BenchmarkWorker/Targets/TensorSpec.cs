using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>An input or output as the model describes it. <paramref name="Shape"/> is null when the rank is unknown; -1 is a free dimension, the first one is the batch.</summary>
internal sealed record TensorSpec(string Name, DataType Type, IReadOnlyList<long>? Shape)
{
    /// <summary>Gets the batch size the model insists on, or null when it is free.</summary>
    public int? FixedBatch => Shape is [> 0, ..] ? (int)Shape[0] : null;

    /// <summary>Gets the shape of one instance with every free dimension resolved to the wanted number of features.</summary>
    public int[] InstanceShape(int features)
    {
        if (Shape is null)
        {
            return [features];
        }

        var free = Shape.Skip(1).Count(dimension => dimension < 0);
        var known = Shape.Skip(1).Where(dimension => dimension > 0).Aggregate(1L, (product, dimension) => product * dimension);
        var perDimension = free == 0 ? 1 : Math.Max(1, (int)Math.Round(Math.Pow((double)features / known, 1.0 / free)));
        return [.. Shape.Skip(1).Select(dimension => dimension < 0 ? perDimension : (int)dimension)];
    }

    /// <summary>Tells whether a tensor may have this shape.</summary>
    public bool Admits(IReadOnlyList<long> shape) =>
        Shape is null || (shape.Count == Shape.Count && shape.Zip(Shape).All(pair => pair.Second < 0 || pair.First == pair.Second));

    public override string ToString() => $"{Type.Name()}[{(Shape is null ? "?" : string.Join(',', Shape))}]";
}
