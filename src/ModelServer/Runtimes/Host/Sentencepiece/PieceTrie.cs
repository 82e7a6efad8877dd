namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Numbers of byte strings, found byte by byte. The children of a node lie side by side, node after node.</summary>
internal sealed class PieceTrie
{
    private readonly int[] _firstChildren;
    private readonly byte[] _labels;
    private readonly int[] _values;

    /// <param name="pieces">The strings, none of them empty, each once.</param>
    public PieceTrie(IEnumerable<(ReadOnlyMemory<byte> Text, int Value)> pieces)
    {
        var sorted = pieces.ToArray();
        Array.Sort(sorted, (one, other) => one.Text.Span.SequenceCompareTo(other.Text.Span));
        List<int> firstChildren = [];
        List<byte> labels = [0];
        List<int> values = [];
        Queue<(int Start, int End, int Depth)> nodes = new([(0, sorted.Length, 0)]);
        while (nodes.TryDequeue(out var node))
        {
            firstChildren.Add(labels.Count);
            var (start, end, depth) = node;
            var hasValue = start < end && sorted[start].Text.Length == depth;
            values.Add(hasValue ? sorted[start].Value : -1);
            for (var at = hasValue ? start + 1 : start; at < end;)
            {
                var label = sorted[at].Text.Span[depth];
                var first = at;
                while (at < end && sorted[at].Text.Span[depth] == label)
                {
                    at++;
                }

                labels.Add(label);
                nodes.Enqueue((first, at, depth + 1));
            }
        }

        firstChildren.Add(labels.Count);
        _firstChildren = [.. firstChildren];
        _labels = [.. labels];
        _values = [.. values];
    }

    /// <summary>Goes from a node, at first 0, to its child.</summary>
    public bool TryStep(byte label, ref int node)
    {
        var first = _firstChildren[node];
        var place = _labels.AsSpan(first, _firstChildren[node + 1] - first).IndexOf(label);
        node = place < 0 ? node : first + place;
        return place >= 0;
    }

    /// <summary>Gets the number of the string that led to a node; -1 if it is none.</summary>
    public int Value(int node) => _values[node];

    /// <summary>Gets the number of a string; -1 if there is none.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var node = 0;
        foreach (var label in text)
        {
            if (!TryStep(label, ref node))
            {
                return -1;
            }
        }

        return _values[node];
    }

    /// <summary>Gets the length of the longest string that a text begins with; 0 if it begins with none.</summary>
    public int Longest(ReadOnlySpan<byte> text)
    {
        var (node, longest) = (0, 0);
        for (var length = 1; length <= text.Length && TryStep(text[length - 1], ref node); length++)
        {
            longest = _values[node] >= 0 ? length : longest;
        }

        return longest;
    }
}
