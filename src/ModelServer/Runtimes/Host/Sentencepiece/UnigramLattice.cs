using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>All ways to cut one text, character by character.</summary>
internal sealed class UnigramLattice
{
    private const int MostHypotheses = 100_000;
    private const int FewHypotheses = 512;

    private readonly PieceTable _pieces;
    private readonly UnigramScores _scores;
    private readonly List<int> _places = [];
    private readonly List<Node>[] _ends;
    private readonly Node _last;

    /// <param name="text">The text, which is not empty.</param>
    public UnigramLattice(PieceTable pieces, UnigramScores scores, ReadOnlySpan<byte> text)
    {
        (_pieces, _scores) = (pieces, scores);
        for (var at = 0; at < text.Length; at += Characters.Length(text[at..]))
        {
            _places.Add(at);
        }

        _places.Add(text.Length);
        _ends = [.. _places.Select(_ => new List<Node>())];
        _ends[0].Add(new Node(default, 0, 0));
        for (var place = 0; place + 1 < _places.Count; place++)
        {
            AddNodes(text, place);
        }

        _last = new Node(default, _places.Count - 1, 0);
        _last.Best = _ends[_last.Place].Max(node => node.Best);
    }

    /// <summary>Gets the best ways and their scores, best first.</summary>
    public List<(IReadOnlyList<Segment> Segments, float Score)> Best(int count)
    {
        List<(IReadOnlyList<Segment>, float)> ways = [];
        PriorityQueue<Hypothesis, float> agenda = new([(new Hypothesis(_last, null, 0), -_last.Best)]);
        while (ways.Count < count && agenda.TryDequeue(out var top, out var priority))
        {
            if (top.Node == _ends[0][0])
            {
                ways.Add((Segments(top), -priority));
                continue;
            }

            foreach (var node in _ends[top.Node.Place])
            {
                agenda.Enqueue(new Hypothesis(node, top, node.Score + top.Score), -(node.Best + top.Score));
            }

            if (agenda.Count >= MostHypotheses)
            {
                agenda = new PriorityQueue<Hypothesis, float>(Enumerable.Range(0, Math.Min(FewHypotheses, count * 10)).Select(_ => Take(agenda)).ToList());
            }
        }

        return ways;
    }

    /// <summary>Draws a way; the probability of each is its score's exponential, to a power.</summary>
    public List<Segment> Sample(float power)
    {
        Dictionary<Node, double> sums = [];
        foreach (var node in _ends.SelectMany(nodes => nodes).Append(_last).OrderBy(node => node.Place))
        {
            sums[node] = node.Place == 0 && node.Segment.Length == 0 ? 0 : LogSum(_ends[node.Place], sums, power);
        }

        List<Segment> segments = [];
        for (var node = Draw(_last, sums, power); node != _ends[0][0]; node = Draw(node, sums, power))
        {
            segments.Add(node.Segment);
        }

        segments.Reverse();
        return segments;
    }

    private static (Hypothesis Hypothesis, float Priority) Take(PriorityQueue<Hypothesis, float> agenda) => agenda.TryDequeue(out var top, out var priority) ? (top, priority) : default;

    private static double LogSum(List<Node> before, Dictionary<Node, double> sums, float power)
    {
        var most = before.Max(node => sums[node] + (power * node.Score));
        return most + Math.Log(before.Sum(node => Math.Exp(sums[node] + (power * node.Score) - most)));
    }

    private static List<Segment> Segments(Hypothesis first)
    {
        List<Segment> segments = [];
        for (var step = first.Next; step?.Next is not null; step = step.Next)
        {
            segments.Add(step.Node.Segment);
        }

        return segments;
    }

    private Node Draw(Node node, Dictionary<Node, double> sums, float power)
    {
        var before = _ends[node.Place];
        var rest = System.Random.Shared.NextDouble();
        foreach (var other in before)
        {
            rest -= Math.Exp(sums[other] + (power * other.Score) - sums[node]);
            if (rest < 0)
            {
                return other;
            }
        }

        return before[^1];
    }

    private void AddNodes(ReadOnlySpan<byte> text, int place)
    {
        var (start, node, hasCharacter) = (_places[place], 0, false);
        var next = place + 1;
        for (var end = start + 1; end <= text.Length && _pieces.Normal.TryStep(text[end - 1], ref node); end++)
        {
            next += end > _places[next] ? 1 : 0;
            var id = _pieces.Normal.Value(node);
            if (id >= 0 && _pieces.Type(id) != PieceType.Unused)
            {
                Add(new Segment(start, _places[next] - start, id), place, next, (float)_scores.Of(id, next - place));
                hasCharacter |= next == place + 1;
            }
        }

        if (!hasCharacter)
        {
            Add(new Segment(start, _places[place + 1] - start, _pieces.Unknown), place, place + 1, _scores.OfUnknown);
        }
    }

    private void Add(Segment segment, int place, int end, float score)
    {
        var node = new Node(segment, place, score);
        node.Best = _ends[place].Max(before => before.Best) + score;
        _ends[end].Add(node);
    }

    /// <summary>A piece at a place; the score of the best path up to its end is <see cref="Best"/>.</summary>
    private sealed class Node(Segment segment, int place, float score)
    {
        public Segment Segment => segment;

        public int Place => place;

        public float Score => score;

        public float Best { get; set; }
    }

    /// <summary>A path from a node to the end, and the scores of its pieces together.</summary>
    private sealed record Hypothesis(Node Node, Hypothesis? Next, float Score);
}
