using System.Text;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Makes distinct, valid inputs from a model's signature. The same seed gives the same values, whatever protocol carries them and whatever order a server lists its inputs in.</summary>
internal sealed class SampleInputs(ModelSignature signature, PayloadSize size, int seed)
{
    /// <summary>Gets the number of instances in each request: what the wanted number of features amounts to.</summary>
    public int Instances { get; } = signature.Inputs.Select(input => input.FixedBatch).FirstOrDefault(batch => batch is not null)
        ?? Math.Max(1, (int)Math.Round((double)(int)size / signature.Inputs.Sum(input => Width(input.InstanceShape((int)size)))));

    /// <summary>Gets the number of values in each request.</summary>
    public int Features => Instances * signature.Inputs.Sum(input => Width(input.InstanceShape((int)size)));

    /// <summary>Gets why no inputs can be made up, or null.</summary>
    public string? Problem => signature.Inputs.FirstOrDefault(input => input.Type != DataType.String && !SampleValues.Has(input.Type)) is { } odd
        ? $"no values can be made up for input '{odd.Name}' of type {odd.Type.Name()}; --requests FILE sends requests of your own"
        : null;

    public NamedTensor[] Create(int payload) => [.. signature.Inputs.Select(input => new NamedTensor(input.Name, Create(input, payload)))];

    private static int Width(int[] shape) => shape.Aggregate(1, (product, dimension) => product * dimension);

    private Tensor Create(TensorSpec input, int payload)
    {
        var random = new Random(SeedOf(input.Name, payload));
        long[] shape = input.Shape is [] ? [] : [Instances, .. input.InstanceShape((int)size).Select(dimension => (long)dimension)];
        var count = (int)Tensor.CountElements(shape);
        return input.Type == DataType.String
            ? Tensor.FromStrings(shape, [.. Enumerable.Range(0, count).Select(_ => $"text-{random.Next()}")])
            : SampleValues.Create(input.Type, shape, count, random);
    }

    private int SeedOf(string name, int payload)
    {
        var digest = new InputDigest();
        digest.Add(Encoding.UTF8.GetBytes(name));
        digest.Add(BitConverter.GetBytes(seed));
        digest.Add(BitConverter.GetBytes(payload));
        return unchecked((int)digest.Value);
    }
}
