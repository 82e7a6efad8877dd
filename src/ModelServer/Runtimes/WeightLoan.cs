using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>The weights of one session while it is made: those that it copies are freed thereafter, those that it shares stay.</summary>
internal sealed class WeightLoan : IDisposable
{
    private readonly List<(string Name, WeightBuffer Buffer)> _copied = [];
    private readonly List<(string Name, WeightBuffer Buffer)> _shared = [];
    private readonly List<(string Name, WeightBuffer Buffer)> _packed = [];

    /// <summary>Adds a weight of which the session makes its own.</summary>
    public void Copy(string name, WeightBuffer buffer) => _copied.Add((name, buffer));

    /// <summary>Adds a weight that the session reads where it lies; what it packs of it, it may share too.</summary>
    /// <remarks>
    /// The runtime shares by name alone, even where an optimization has changed what the name stands for: transposed it, say. Only factors of
    /// products are packed, and those it leaves alone.
    /// </remarks>
    public void Share(string name, WeightBuffer buffer, bool isPacked)
    {
        _shared.Add((name, buffer));
        if (isPacked)
        {
            _packed.Add((name, buffer));
        }
    }

    public void GiveTo(SessionOptions settings)
    {
        OrtApi.AddExternalInitializers(settings, Names(_copied), [.. _copied.Select(weight => weight.Buffer.Value)]);
        settings.AddSessionConfigEntry("session.use_external_initializer_file_buffers_directly", "1");
        OrtApi.AddExternalFiles(settings, Names(_shared), [.. _shared.Select(weight => weight.Buffer.Data)], [.. _shared.Select(weight => (nuint)weight.Buffer.Length)]);
        foreach (var (name, buffer) in _packed)
        {
            OrtApi.AddInitializer(settings, new TensorNames([name]), buffer.Value);
        }
    }

    public void Dispose() => _copied.ForEach(weight => weight.Buffer.Dispose());

    private static TensorNames Names(List<(string Name, WeightBuffer Buffer)> weights) => new(weights.ConvertAll(weight => weight.Name));
}
