using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Collects one feature over a batch of examples.</summary>
internal sealed class FeatureColumn(string key, DataType type)
{
    private readonly ElementBuffer _values = new(type);
    private readonly List<long> _counts = [];

    public string Key => key;

    public DataType Type => type;

    /// <summary>Gets how many values each example has.</summary>
    public IReadOnlyList<long> Counts => _counts;

    public long Count => _values.Count;

    public Tensor Values(params ReadOnlySpan<long> shape) => _values.ToTensor(shape);

    public void Add(Tensor values, long count)
    {
        _values.Add(values, 0, count);
        _counts.Add(count);
    }

    /// <summary>Gets the feature's values in an example, or nothing where it has none.</summary>
    public Tensor? Find(Example example, int index)
    {
        var feature = example.Features?.Feature.GetValueOrDefault(key);
        return feature?.KindCase switch
        {
            null or Feature.KindOneofCase.None => null,
            Feature.KindOneofCase.FloatList when type == DataType.Float => Tensor.Create<float>([feature.FloatList.Value.Count], [.. feature.FloatList.Value]),
            Feature.KindOneofCase.Int64List when type == DataType.Int64 => Elements.Longs(feature.Int64List.Value),
            Feature.KindOneofCase.BytesList when type == DataType.String => Tensor.FromStrings([feature.BytesList.Value.Count], [.. feature.BytesList.Value.Select(value => value.Memory)]),
            _ => throw Refuse(index, $"Data types don't match. Data type: {Kind(feature)} but expected type: {type.Name()}"),
        };
    }

    public Loading.ModelRunException Refuse(int index, string reason) => Shapes.Invalid($"Name: <unknown>, Key: {key}, Index: {index}.  {reason}");

    private static string Kind(Feature feature) => feature.KindCase switch
    {
        Feature.KindOneofCase.FloatList => "float",
        Feature.KindOneofCase.Int64List => "int64",
        _ => "string",
    };
}
