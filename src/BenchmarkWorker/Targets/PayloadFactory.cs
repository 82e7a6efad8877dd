using ModelServing.BenchmarkWorker.Clients.Encoders;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Encodes distinct inputs as a target's protocol wants them; the same seed gives the same bytes.</summary>
internal sealed class PayloadFactory(ModelSignature signature, WireProtocol protocol, PayloadSize size, int seed, string modelName)
{
    private const int MaximumDistinct = 256;
    private const int MaximumBytes = 16 << 20;

    private readonly SampleInputs _inputs = new(signature, size, seed);

    /// <inheritdoc cref="SampleInputs.Instances"/>
    public int Instances => _inputs.Instances;

    /// <inheritdoc cref="SampleInputs.Features"/>
    public int Features => _inputs.Features;

    /// <inheritdoc cref="SampleInputs.Problem"/>
    public string? Problem => _inputs.Problem;

    public Payload[] Create(int wanted)
    {
        List<Payload> payloads = [];
        var bytes = 0;
        do
        {
            var payload = PredictEncoder.Encode(protocol, new(modelName, signature.Name, _inputs.Create(payloads.Count)), Instances);
            payloads.Add(payload);
            bytes += payload.Body.Length;
        }
        while (payloads.Count < Math.Min(wanted, MaximumDistinct) && bytes < MaximumBytes);

        return [.. payloads];
    }
}
