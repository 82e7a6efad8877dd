namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The characters of a class that UTF-16 writes as two units, which .NET's classes cannot hold.</summary>
internal sealed class SupplementaryRanges
{
    private const int First = 0x10000;
    private const int Last = 0x10FFFF;
    private const int Leads = 0xD800;
    private const int Trails = 0xDC00;
    private const int LastTrail = 0xDFFF;

    private readonly List<(int From, int To)> _ranges = [];

    public bool IsEmpty => _ranges.Count == 0;

    public void Add(int from, int to) => _ranges.Add((from, to));

    /// <summary>Writes alternatives that match the characters, or all others of two units.</summary>
    public IEnumerable<string> Alternatives(bool isNegated) => (isNegated ? Others() : _ranges).SelectMany(range => Pairs(range.From, range.To));

    private IEnumerable<(int From, int To)> Others()
    {
        var next = First;
        foreach (var (from, to) in _ranges.Order())
        {
            if (from > next)
            {
                yield return (next, from - 1);
            }

            next = Math.Max(next, to + 1);
        }

        if (next <= Last)
        {
            yield return (next, Last);
        }
    }

    private static IEnumerable<string> Pairs(int from, int to)
    {
        var (first, last) = (Lead(from), Lead(to));
        if (first == last)
        {
            yield return Pair(first, first, Trail(from), Trail(to));
            yield break;
        }

        yield return Pair(first, first, Trail(from), LastTrail);
        if (last > first + 1)
        {
            yield return Pair(first + 1, last - 1, Trails, LastTrail);
        }

        yield return Pair(last, last, Trails, Trail(to));
    }

    private static int Lead(int code) => Leads + ((code - First) >> 10);

    private static int Trail(int code) => Trails + ((code - First) & 0x3FF);

    private static string Pair(int fromLead, int toLead, int fromTrail, int toTrail) => FormattableString.Invariant($@"[\u{fromLead:X4}-\u{toLead:X4}][\u{fromTrail:X4}-\u{toTrail:X4}]");
}
