using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Non-maximum suppression, greedy as its definition.</summary>
internal static class SuppressionCases
{
    private const double Overlap = 0.3;
    private const double Least = 0.2;

    private static readonly Nd Boxes = Nd.Of([6, 4], 0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11, 1, 11.1, 0, 10.1, 0, 100, 1, 101);
    private static readonly Nd Scores = Nd.Vector(0.9, 0.75, 0.6, 0.95, 0.5, 0.1);

    public static IEnumerable<OpCase> All =>
    [
        Plain("NonMaxSuppression", 3, false).With("iou_threshold", (float)Overlap), Plain("NonMaxSuppressionV2", 4, false), Plain("NonMaxSuppressionV3", 5, true),
        OpCase.For("NonMaxSuppressionV4").With("pad_to_max_output_size", true).Gives(DataType.Int32, DataType.Int32).Feed(Inputs(5, 5)).Are(x => Filled(Keep(x[0], x[1], 5, Least), 5)),
        OpCase.For("NonMaxSuppressionV4", "as many as there are").Gives(DataType.Int32, DataType.Int32).Feed(Inputs(5, 5)).Are(x => Filled(Keep(x[0], x[1], 5, Least), 0)),
        OpCase.For("NonMaxSuppressionV5").With("pad_to_max_output_size", true).Gives(DataType.Int32, null, DataType.Int32).Feed([.. Inputs(5, 5), new Arg(Nd.Scalar(0)).Baked()])
            .Are(x => Keep(x[0], x[1], 5, Least) is var kept ? [Filled(kept, 5)[0], Nd.Vector([.. kept.Select(box => x[1][box]), .. Enumerable.Repeat(0.0, 5 - kept.Count)]), Nd.Scalar(kept.Count)] : []),
        .. from perClass in new[] { false, true } from ownBoxes in new[] { false, true } select Combined(perClass, ownBoxes),
    ];

    private static Arg[] Inputs(int count, double most)
    {
        Arg[] all = [Boxes, Scores, Arg.Int(most), Nd.Scalar(Overlap), Nd.Scalar(Least)];
        return all[..count];
    }

    private static OpCase Plain(string op, int count, bool hasLeast) => OpCase.For(op).Gives(DataType.Int32).Feed(Inputs(count, 3)).Feed(Inputs(count, 30)).Feed(Inputs(count, 0))
        .Feed([Nd.Of([0, 4]), Nd.Of([0]), .. Inputs(count, 3)[2..]]).Is(x => Nd.Vector([.. Keep(x[0], x[1], (int)x[2].Values[0], hasLeast ? Least : double.NegativeInfinity).Select(box => (double)box)]));

    private static Nd[] Filled(List<long> kept, int size) =>
        [Nd.Vector([.. kept.Select(box => (double)box), .. Enumerable.Repeat(0.0, Math.Max(0, size - kept.Count))]), Nd.Scalar(kept.Count)];

    private static List<long> Keep(Nd boxes, Nd scores, int most, double least)
    {
        List<long> kept = [];
        foreach (var box in Enumerable.Range(0, scores.Count).Where(i => scores[i] > least).OrderByDescending(i => scores[i]))
        {
            if (kept.Count < most && kept.TrueForAll(other => Common(boxes, box, other) <= Overlap))
            {
                kept.Add(box);
            }
        }

        return kept;
    }

    private static double Common(Nd boxes, long left, long right)
    {
        double Side(int axis)
        {
            var (a, b) = (Range(boxes, left, axis), Range(boxes, right, axis));
            return Math.Max(0, Math.Min(a.To, b.To) - Math.Max(a.From, b.From));
        }

        double Area(long box) => (Range(boxes, box, 0).To - Range(boxes, box, 0).From) * (Range(boxes, box, 1).To - Range(boxes, box, 1).From);
        var common = Side(0) * Side(1);
        return common / (Area(left) + Area(right) - common);
    }

    private static (double From, double To) Range(Nd boxes, long box, int axis) =>
        (Math.Min(boxes[box, axis], boxes[box, axis + 2]), Math.Max(boxes[box, axis], boxes[box, axis + 2]));

    private static OpCase Combined(bool perClass, bool ownBoxes)
    {
        var (images, classes, count, each, total) = (2, 2, 6, 2, 5);
        var boxes = Nd.Make([images, count, ownBoxes ? classes : 1, 4], i => Boxes[i[1], i[3]] / (i[0] + 1) / (i[2] + 1));
        var scores = Nd.Make([images, count, classes], i => Math.Round(Scores[(i[1] + (2 * i[2]) + i[0]) % count] - (0.01 * i[2]), 3));
        return OpCase.For("CombinedNonMaxSuppression", $"{perClass} {ownBoxes}").With("pad_per_class", perClass).With("clip_boxes", !perClass).Gives(null, null, null, DataType.Int32)
            .Feed(boxes, scores, Arg.Int(each), Arg.Int(total), Nd.Scalar(Overlap), Nd.Scalar(Least))
            .Are(x => Answer(x[0], x[1], each, perClass ? Math.Min(total, each * classes) : total, !perClass));
    }

    private static Nd[] Answer(Nd boxes, Nd scores, int each, int size, bool clip)
    {
        var (images, count, classes) = (scores.Shape[0], scores.Shape[1], scores.Shape[2]);
        Nd[] results = [Nd.Make([images, size, 4], _ => 0), Nd.Make([images, size], _ => 0), Nd.Make([images, size], _ => 0), Nd.Make([images], _ => 0)];
        for (var image = 0L; image < images; image++)
        {
            List<(double Score, long Class, long Box)> all = [];
            for (var c = 0L; c < classes; c++)
            {
                var (own, mine) = (Nd.Make([count, 4], i => boxes[image, i[0], c, i[1]]), Nd.Make([count], i => scores[image, i[0], c]));
                all.AddRange(Keep(own, mine, each, Least).Select(box => (mine[box], c, box)));
            }

            var best = all.OrderByDescending(item => item.Score).Take(size).ToArray();
            results[3].Values[image] = best.Length;
            foreach (var (i, (score, c, box)) in best.Index())
            {
                results[1].Values[(image * size) + i] = score;
                results[2].Values[(image * size) + i] = c;
                for (var side = 0; side < 4; side++)
                {
                    var place = boxes[image, box, c, side];
                    results[0].Values[(((image * size) + i) * 4) + side] = clip ? Math.Clamp(place, 0, 1) : place;
                }
            }
        }

        return results;
    }
}
