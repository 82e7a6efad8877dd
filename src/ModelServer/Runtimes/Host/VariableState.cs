using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A variable that requests change. Runs that touch one take turns.</summary>
internal sealed class VariableState(Tensor initial)
{
    private volatile Tensor _value = initial;

    public Tensor Value
    {
        get => _value;
        set => _value = value;
    }
}
