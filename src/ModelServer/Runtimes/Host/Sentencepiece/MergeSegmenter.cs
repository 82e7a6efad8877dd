using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Joins neighbours, from characters on, as long as they make a piece, the best piece first: byte-pair encoding.</summary>
internal sealed class MergeSegmenter(PieceTable pieces) : ISegmenter
{
    public IReadOnlyList<Segment> Split(ReadOnlyMemory<byte> text) => Sample(text, 0);

    public IReadOnlyList<Segment> Sample(ReadOnlyMemory<byte> text, float alpha)
    {
        var run = new MergeRun(pieces, text);
        run.Merge(alpha);
        return run.Segments();
    }

    public IReadOnlyList<(IReadOnlyList<Segment> Segments, float Score)>? Best(ReadOnlyMemory<byte> text, int count) => null;

    private sealed class MergeRun
    {
        private readonly PieceTable _pieces;
        private readonly ReadOnlyMemory<byte> _text;
        private readonly List<Symbol> _symbols = [];
        private readonly PriorityQueue<Pair, Pair> _agenda = new(PairOrder);
        private readonly Dictionary<ReadOnlyMemory<byte>, (ReadOnlyMemory<byte> Left, ReadOnlyMemory<byte> Right)> _unused = new(BytesComparer.Instance);

        public MergeRun(PieceTable pieces, ReadOnlyMemory<byte> text)
        {
            (_pieces, _text) = (pieces, text);
            for (var at = 0; at < text.Length; at += _symbols[^1].Length)
            {
                var kept = pieces.UserDefined.Longest(text.Span[at..]);
                _symbols.Add(new Symbol(at, kept > 0 ? kept : Characters.Length(text.Span[at..]), _symbols.Count - 1, _symbols.Count + 1, kept > 0));
            }

            for (var right = 1; right < _symbols.Count; right++)
            {
                Offer(right - 1, right);
            }
        }

        /// <summary>Gets the order of merges: the best piece, and the first of equals.</summary>
        private static Comparer<Pair> PairOrder { get; } = Comparer<Pair>.Create((one, other) =>
            one.Score != other.Score ? other.Score.CompareTo(one.Score) : one.Left.CompareTo(other.Left));

        public void Merge(float skipped)
        {
            while (_agenda.TryDequeue(out var pair, out _))
            {
                var (left, right) = (_symbols[pair.Left], _symbols[pair.Right]);
                if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != pair.Length || (skipped > 0 && System.Random.Shared.NextDouble() < skipped))
                {
                    continue;
                }

                _symbols[pair.Left] = left with { Length = pair.Length, Next = right.Next };
                _symbols[pair.Right] = right with { Length = 0 };
                if (right.Next < _symbols.Count)
                {
                    _symbols[right.Next] = _symbols[right.Next] with { Previous = pair.Left };
                }

                Offer(left.Previous, pair.Left);
                Offer(pair.Left, right.Next);
            }
        }

        public List<Segment> Segments()
        {
            List<Segment> segments = [];
            for (var at = 0; at < _symbols.Count; at = _symbols[at].Next)
            {
                Add(_symbols[at].Start, Text(_symbols[at]), segments);
            }

            return segments;
        }

        private ReadOnlyMemory<byte> Text(Symbol symbol) => _text.Slice(symbol.Start, symbol.Length);

        /// <summary>Adds a piece or, of one that is not used, those that it was made of.</summary>
        private void Add(int start, ReadOnlyMemory<byte> text, List<Segment> segments)
        {
            Stack<ReadOnlyMemory<byte>> parts = new([text]);
            while (parts.TryPop(out var part))
            {
                var id = _pieces.Find(part.Span);
                if (_pieces.Type(id) == PieceType.Unused && _unused.TryGetValue(part, out var halves))
                {
                    parts.Push(halves.Right);
                    parts.Push(halves.Left);
                    continue;
                }

                segments.Add(new Segment(start, part.Length, id));
                start += part.Length;
            }
        }

        private void Offer(int leftPlace, int rightPlace)
        {
            if (leftPlace < 0 || rightPlace >= _symbols.Count || _symbols[leftPlace] is not { IsFrozen: false } left || _symbols[rightPlace] is not { IsFrozen: false } right)
            {
                return;
            }

            var text = _text.Slice(left.Start, left.Length + right.Length);
            var id = _pieces.Normal.Find(text.Span);
            if (id < 0)
            {
                return;
            }

            var pair = new Pair(leftPlace, rightPlace, _pieces.Score(id), text.Length);
            _agenda.Enqueue(pair, pair);
            if (_pieces.Type(id) == PieceType.Unused)
            {
                _unused[text] = (Text(left), Text(right));
            }
        }

        /// <summary>A part of the text; one without length has been joined to the one before.</summary>
        private readonly record struct Symbol(int Start, int Length, int Previous, int Next, bool IsFrozen);

        private readonly record struct Pair(int Left, int Right, float Score, int Length);
    }
}
