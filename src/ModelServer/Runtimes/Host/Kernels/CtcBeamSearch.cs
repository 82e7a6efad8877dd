using System.Numerics;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The most probable labels of a sequence of scores that has blanks, the last class, between them, as far as a beam of some width finds them.</summary>
internal static class CtcBeamSearch
{
    public static IEnumerable<HostOp> All =>
    [
        new("CTCBeamSearchDecoder", (node, output) => output < 3 * node.Int("top_paths", 1) ? DataType.Int64 : node.Type("T", DataType.Float), Create),
    ];

    private static HostKernel Create(GraphNode node)
    {
        var (width, paths, merges) = ((int)node.Int("beam_width", 1), (int)node.Int("top_paths", 1), node.Bool("merge_repeated", otherwise: true));
        if (width < 1 || paths < 1)
        {
            throw Shapes.Invalid($"beam_width and top_paths must be at least 1; got {width} and {paths}");
        }

        return arguments => arguments.Tensor(0).DataType switch
        {
            DataType.Float => Decode<float>(arguments, width, paths, merges),
            DataType.Double => Decode<double>(arguments, width, paths, merges),
            var other => throw NumberType.Unknown(other),
        };
    }

    private static IReadOnlyList<object> Decode<T>(HostArguments arguments, int width, int paths, bool merges)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (scores, lengths) = (arguments.Tensor(0), arguments.Longs(1));
        var (steps, rows, classes) = CtcKernels.Sizes(scores, lengths);
        var found = new List<(List<long> Labels, T Probability)>[rows];
        for (var row = 0; row < rows; row++)
        {
            var beams = new Beams<T>(width, classes - 1);
            for (var step = 0; step < lengths[row]; step++)
            {
                beams.Step(scores.AsSpan<T>().Slice(((step * rows) + row) * classes, classes));
            }

            found[row] = beams.Best(paths, merges);
        }

        var probabilities = found.SelectMany(best => best.Select(path => path.Probability)).ToArray();
        return
        [
            .. Enumerable.Range(0, paths).Select(path => Places(found, path)),
            .. Enumerable.Range(0, paths).Select(path => Elements.Longs([.. found.SelectMany(best => best[path].Labels)])),
            .. Enumerable.Range(0, paths).Select(path => Elements.Longs([rows, found.Select(best => best[path].Labels.Count).DefaultIfEmpty(0).Max()])),
            Tensor.Create<T>([rows, paths], probabilities),
        ];
    }

    private static Tensor Places<T>(List<(List<long> Labels, T Probability)>[] found, int path)
    {
        long[] places = [.. found.SelectMany((best, row) => Enumerable.Range(0, best[path].Labels.Count).SelectMany(at => new long[] { row, at }))];
        return Tensor.Create<long>([places.Length / 2, 2], places);
    }

    private sealed class Beams<T>(int width, int blank)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private PriorityQueue<CtcBeam<T>, T> _leaves = new([(CtcBeam<T>.Root(), T.Zero)]);

        public void Step(ReadOnlySpan<T> scores)
        {
            var offset = Offset(scores);
            var branches = Sorted();
            branches.ForEach(beam => beam.Age());
            _leaves = new PriorityQueue<CtcBeam<T>, T>(width + 1);
            foreach (var beam in branches)
            {
                beam.Stay(scores, blank, offset);
                _leaves.Enqueue(beam, beam.New.Total);
            }

            foreach (var beam in branches.Where(beam => IsCandidate(beam.Old.Total)))
            {
                for (var label = 0; label < blank; label++)
                {
                    Grow(beam.Child(label), scores[label] - offset);
                }
            }
        }

        public List<(List<long> Labels, T Probability)> Best(int count, bool merges) =>
            count > width ? throw Shapes.Invalid("requested more paths than the beam width.")
            : count > _leaves.Count ? throw Shapes.Invalid("Less leaves in the beam search than requested.")
            : [.. Sorted().Take(count).Select(beam => (beam.Labels(merges), beam.New.Total))];

        /// <summary>Gets what turns a score into the logarithm of a probability.</summary>
        private static T Offset(ReadOnlySpan<T> scores)
        {
            var (most, sum) = (scores[0], T.Zero);
            foreach (var score in scores)
            {
                most = T.Max(most, score);
            }

            foreach (var score in scores)
            {
                sum += T.Exp(score - most);
            }

            return most + T.Log(sum);
        }

        private List<CtcBeam<T>> Sorted() => [.. _leaves.UnorderedItems.Select(item => item.Element).OrderByDescending(beam => beam.New.Total)];

        private bool IsCandidate(T total) => !T.IsNegativeInfinity(total) && (_leaves.Count < width || total > _leaves.Peek().New.Total);

        private void Grow(CtcBeam<T> child, T score)
        {
            if (child.IsActive)
            {
                return;
            }

            child.Begin(score);
            if (!IsCandidate(child.New.Total))
            {
                child.Forget();
                return;
            }

            if (_leaves.Count == width)
            {
                _leaves.Dequeue().Drop();
            }

            _leaves.Enqueue(child, child.New.Total);
        }
    }
}
