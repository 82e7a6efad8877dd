using System.Buffers;
using System.Runtime.InteropServices;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Grpc;

/// <summary>What <see cref="PredictRequest"/> says.</summary>
internal sealed class PredictCall
{
    public PredictCall(ModelSpec? spec, List<PredictInput> inputs, IReadOnlyCollection<string> outputFilter)
    {
        Spec = spec;
        Inputs = inputs;
        OutputFilter = outputFilter;
    }

    public PredictCall(PredictRequest request)
        : this(request.ModelSpec, [.. request.Inputs.Select(input => new PredictInput(input.Key, null, input.Value))], request.OutputFilter)
    {
    }

    public ModelSpec? Spec { get; }

    public List<PredictInput> Inputs { get; }

    public IReadOnlyCollection<string> OutputFilter { get; }

    /// <summary>Gives the memory under the tensors back. To be called once, when nobody reads them any more; a call that is left alone is the garbage collector's.</summary>
    public void Recycle()
    {
        foreach (ref readonly var input in CollectionsMarshal.AsSpan(Inputs))
        {
            if (input.Rented is { } rented)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
