using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Conditions that no request changes.</summary>
internal static class Predicates
{
    /// <summary>A default may come through the loops around it, of which there are few.</summary>
    private const int MaxDefaults = 100;

    /// <summary>Gets what a condition is in every run, if no request can change it.</summary>
    public static bool? IsAlways(this ConstantFolder constants, Edge condition, Func<Edge, bool> isFed)
    {
        var source = condition.PastIdentities();
        for (var passed = 0; passed < MaxDefaults && source.Node is { Op: "PlaceholderWithDefault" or "Enter", Inputs: [var standard] } && !isFed(source); passed++)
        {
            source = standard.PastIdentities();
        }

        return constants.TryGet(source, out var value) && value is { ElementCount: 1, DataType: not DataType.String }
            ? value.Data.Span.ContainsAnyExcept((byte)0)
            : null;
    }
}
