using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The rows of a ragged tensor's values, from the places where they begin and end.</summary>
internal static class RowSplits
{
    /// <param name="splits">The places, one more than rows.</param>
    /// <param name="count">How many values there are.</param>
    /// <exception cref="ModelRunException">There is no place, or a row ends before it begins or beyond the values.</exception>
    public static List<Range> Read(long[] splits, int count)
    {
        if (splits.Length == 0)
        {
            throw Shapes.Invalid("input_splits must have at least 1 element.");
        }

        List<Range> rows = new(splits.Length - 1);
        for (var row = 0; row + 1 < splits.Length; row++)
        {
            if (splits[row] < 0 || splits[row] > splits[row + 1] || splits[row + 1] > count)
            {
                throw Shapes.Invalid($"Row {row} from {splits[row]} to {splits[row + 1]} is none of {count} values");
            }

            rows.Add((int)splits[row]..(int)splits[row + 1]);
        }

        return rows;
    }
}
