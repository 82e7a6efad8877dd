namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Guesses which name somebody meant who wrote another one.</summary>
internal static class NearestName
{
    private const int MostEdits = 3;

    /// <summary>The name that takes the fewest letters to write, leave out or change; null where none is near.</summary>
    public static string? Of(string written, IEnumerable<string> names)
    {
        var (near, edits) = names.Select(name => (name, Edits: Edits(written, name))).MinBy(known => known.Edits);
        return edits <= Math.Min(MostEdits, written.Length / 2) ? near : null;
    }

    /// <remarks>Levenshtein's distance.</remarks>
    private static int Edits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= to.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
