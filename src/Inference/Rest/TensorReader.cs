using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;

namespace ModelServing.Inference.Rest;

/// <summary>Reads one nested list (or scalar) into a tensor, with a loop: nesting is the client's to choose.</summary>
internal static class TensorReader
{
    /// <summary>TensorFlow's own limit.</summary>
    private const int MaxRank = 254;

    /// <summary>The shape that the first element at each level gives.</summary>
    public static ServingError? ReadShape(JsonValue value, List<long> shape)
    {
        while (value.Kind == JsonKind.Array)
        {
            if (shape.Count == MaxRank)
            {
                return ServingError.Invalid($"Encountered lists nested deeper than {MaxRank} levels, the most dimensions a tensor has");
            }

            shape.Add(value.Count);
            if (value.Count == 0)
            {
                break;
            }

            value = value.FirstElement;
        }

        return null;
    }

    /// <summary>Adds all values below <paramref name="value"/>, which must have exactly the shape given.</summary>
    public static ServingError? Read(JsonValue value, ReadOnlySpan<long> shape, TensorBuilder builder)
    {
        if (value.Kind != JsonKind.Array)
        {
            return ReadScalar(value, 0, shape.Length, builder);
        }

        Span<int> left = stackalloc int[shape.Length + 1];
        var level = 0;
        left[0] = 1;
        while (level >= 0)
        {
            if (left[level] == 0)
            {
                level--;
                continue;
            }

            left[level]--;
            var isList = value.Kind == JsonKind.Array;
            var error = isList ? CheckList(value, level, shape) : ReadScalar(value, level, shape.Length, builder);
            if (error is not null)
            {
                return error;
            }

            if (isList && level == shape.Length - 1 && builder.TryAddAll(value.Scalars))
            {
                value = value.NextSibling;
            }
            else if (isList && value.Count > 0)
            {
                left[++level] = value.Count;
                value = value.FirstElement;
            }
            else
            {
                value = value.NextSibling;
            }
        }

        return null;
    }

    private static ServingError? CheckList(JsonValue list, int level, ReadOnlySpan<long> shape)
    {
        if (level >= shape.Length)
        {
            return ServingError.Invalid($"Encountered list at unexpected level: {level} expected < {shape.Length}");
        }

        return list.Count == shape[level] ? null : ServingError.Invalid(
            $"Encountered list at unexpected size: {list.Count} at level: {level} expected size: {shape[level]}");
    }

    private static ServingError? ReadScalar(JsonValue value, int level, int rank, TensorBuilder builder) => level == rank
        ? builder.Add(value)
        : ServingError.Invalid(
            $"JSON Value: {JsonDump.Print(value)} found at incorrect level: {level + 1} in the JSON DOM. Expected at level: {rank}");
}
