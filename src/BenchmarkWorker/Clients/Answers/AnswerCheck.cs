using ModelServing.BenchmarkWorker.Targets;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>Holds an answer against what the model says of itself.</summary>
internal static class AnswerCheck
{
    /// <summary>Returns what is wrong: an output is missing, has another type or shape, or a number is not finite.</summary>
    /// <param name="outputs">The answer.</param>
    /// <param name="specs">The outputs the model promises; none when it does not describe itself.</param>
    /// <param name="instances">The instances asked about; zero when nobody knows.</param>
    public static string? Problem(IReadOnlyList<OutputTensor> outputs, IReadOnlyList<TensorSpec> specs, int instances)
    {
        foreach (var output in outputs)
        {
            var spec = specs.FirstOrDefault(spec => spec.Name == output.Name) ?? (output.Name.Length == 0 && specs is [var only] && outputs.Count == 1 ? only : null);
            if (Problem(output, spec, instances) is { } problem)
            {
                return problem;
            }
        }

        return outputs.All(output => output.Name.Length > 0) && specs.FirstOrDefault(spec => outputs.All(output => output.Name != spec.Name)) is { } missing
            ? $"output '{missing.Name}' is missing"
            : null;
    }

    private static string? Problem(OutputTensor output, TensorSpec? spec, int instances)
    {
        var name = output.Name.Length == 0 ? "the output" : $"output '{output.Name}'";
        if (instances > 0 && output.Shape.Length > 0 && output.Shape[0] != instances && spec?.FixedBatch is null)
        {
            return $"{name} has {output.Shape[0]} results for {instances} instances";
        }

        // A tensor without a name may be one of several, flattened by a protocol that has room for one.
        if (spec is not null && output.Name.Length > 0 && (!spec.Admits(output.Shape) || !Agrees(output.Type, spec.Type)))
        {
            return $"{name} is {output.Type.Name()}[{string.Join(',', output.Shape)}], but the model promises {spec}";
        }

        var odd = Array.FindIndex(output.Numbers, number => !double.IsFinite(number));
        return odd >= 0 ? $"{name} is not a finite number at {output.PlaceOf(odd)}" : null;
    }

    /// <summary>Texts are told apart from numbers in any protocol; other types only where the protocol names them.</summary>
    private static bool Agrees(DataType told, DataType promised) => told == DataType.Invalid ? promised != DataType.String : promised == DataType.Invalid || told == promised;
}
