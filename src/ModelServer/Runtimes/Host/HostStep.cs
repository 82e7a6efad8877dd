namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>One step of a plan: reads some slots and writes others.</summary>
internal abstract class HostStep
{
    public abstract IReadOnlyList<int> Reads { get; }

    public abstract IReadOnlyList<int> Writes { get; }

    /// <summary>Gets whether the step must run although nobody reads what it writes.</summary>
    public virtual bool HasEffect => false;

    /// <summary>Gets whether the step reads or changes state, so that runs must take turns.</summary>
    public virtual bool TouchesState => HasEffect;

    public abstract void Run(object?[] values);
}
