using Microsoft.ML.OnnxRuntime;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>The large constants of one SavedModel, for its sessions to share. Disposes what was not taken.</summary>
internal sealed class WeightSet : IDisposable
{
    /// <summary>The most bytes of filters that each session may have in a layout of its own.</summary>
    private const long MaxFilters = 1 << 25;

    /// <summary>What makes other filters out of those that are given.</summary>
    private const string FilterOptimizers = "NchwcTransformer;ConvBNFusion;ConvMulFusion";

    private readonly Dictionary<Tensor, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _readers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, WeightBuffer> _kept = new(ReferenceEqualityComparer.Instance);
    private PrePackedWeightsContainer? _packed;

    /// <summary>Gets what stands for a weight in the name of a model.</summary>
    public int Number(Tensor weight)
    {
        _numbers.TryAdd(weight, _numbers.Count);
        return _numbers[weight];
    }

    /// <summary>Counts a session that will read the weights of a model.</summary>
    public void Expect(OnnxModel model)
    {
        foreach (var weight in model.Weights)
        {
            _readers[weight.Value] = _readers.GetValueOrDefault(weight.Value) + 1;
        }
    }

    /// <summary>Makes a session out of a model and the weights that it names.</summary>
    public InferenceSession CreateSession(OnnxModel model, SessionOptions settings)
    {
        if (model.Weights.Count == 0)
        {
            return new InferenceSession(model.Bytes, settings);
        }

        using var loan = new WeightLoan();
        var sharesFilters = SharesFilters(model);
        if (sharesFilters)
        {
            settings.AddSessionConfigEntry("optimization.disable_specified_optimizers", FilterOptimizers);
        }

        foreach (var weight in model.Weights)
        {
            if (weight.Use == WeightUse.Read || (weight.Use == WeightUse.Filter && sharesFilters) || IsPackedTogether(weight))
            {
                loan.Share(weight.Name, Kept(weight.Value), IsPackedTogether(weight));
            }
            else
            {
                loan.Copy(weight.Name, WeightBuffer.Create(weight.Value));
            }
        }

        loan.GiveTo(settings);
        return model.Weights.Any(IsPackedTogether)
            ? new InferenceSession(model.Bytes, settings, _packed ??= new PrePackedWeightsContainer())
            : new InferenceSession(model.Bytes, settings);
    }

    /// <summary>Gives away the memory that sessions read; it must outlive them.</summary>
    public IReadOnlyCollection<IDisposable> Take()
    {
        IDisposable[] taken = _packed is null ? [.. _kept.Values] : [.. _kept.Values, _packed];
        _kept.Clear();
        _packed = null;
        return taken;
    }

    public void Dispose()
    {
        foreach (var item in Take())
        {
            item.Dispose();
        }
    }

    /// <summary>
    /// The runtime shares what it packed only of weights that stay in our memory as well. One session alone does better with a copy, which it frees.
    /// </summary>
    private bool IsPackedTogether(OnnxWeight weight) => weight.Use == WeightUse.Packed && IsShared(weight);

    /// <summary>Filters in the runtime's own layout are faster, but each session has its own: large ones that several sessions read are left as they are.</summary>
    private bool SharesFilters(OnnxModel model) =>
        model.Weights.Where(weight => weight.Use == WeightUse.Filter && IsShared(weight)).Sum(weight => (long)weight.Value.Data.Length) > MaxFilters;

    private bool IsShared(OnnxWeight weight) => _readers.GetValueOrDefault(weight.Value) > 1;

    private WeightBuffer Kept(Tensor weight)
    {
        if (!_kept.TryGetValue(weight, out var buffer))
        {
            _kept[weight] = buffer = WeightBuffer.Create(weight);
        }

        return buffer;
    }
}
