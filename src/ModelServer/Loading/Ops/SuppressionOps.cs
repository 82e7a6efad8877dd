using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Non-maximum suppression: of boxes that overlap, the one with the best score.</summary>
internal static class SuppressionOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("NonMaxSuppression", op => [Suppress(op, Threshold(op, op.Node.Float("iou_threshold", 0.5f)), null).Cast(DataType.Int32).Name]),
        new("NonMaxSuppressionV2", op => [Suppress(op, Vector(op, 3), null).Cast(DataType.Int32).Name]),
        new("NonMaxSuppressionV3", op => [Suppress(op, Vector(op, 3), Vector(op, 4)).Cast(DataType.Int32).Name]),
        new("NonMaxSuppressionV4", op => Padded(op)),
        new("NonMaxSuppressionV5", Soft),
        new("CombinedNonMaxSuppression", Combined),
    ];

    private static Term Argument(OpContext op, int index) => new(op, DataType.Float, op.Cast(op.Input(index), DataType.Float));

    private static Term Vector(OpContext op, int index) => Argument(op, index).Reshape(1);

    private static Term Threshold(OpContext op, float value) => new(op, DataType.Float, op.Constant(Tensor.Create([1], value)));

    private static Term Suppress(OpContext op, Term overlap, Term? score)
    {
        var count = new Term(op, DataType.Int64, op.LongVector(2)).Max(0);
        var (boxes, scores) = (Argument(op, 0).Unsqueeze(0), Argument(op, 1).Unsqueeze(0, 1));
        return Run(boxes, scores, count, overlap, score).At(2, 1);
    }

    /// <summary>Gives a row (image, class, box) for each box that is kept.</summary>
    private static Term Run(Term boxes, Term scores, Term count, Term overlap, Term? score)
    {
        string[] inputs = [boxes.Name, scores.Name, count.Name, overlap.Name];
        return count with { Name = boxes.Op.Emit("NonMaxSuppression", score is { } least ? [.. inputs, least.Name] : inputs) };
    }

    private static string[] Padded(OpContext op)
    {
        var kept = Suppress(op, Vector(op, 3), Vector(op, 4));
        return [Fill(op, kept).Cast(DataType.Int32).Name, kept.Size.Cast(DataType.Int32).Name];
    }

    /// <summary>Fills up with zeros to the number of boxes asked for, if the node says so.</summary>
    private static Term Fill(OpContext op, Term kept)
    {
        if (!op.Node.Bool("pad_to_max_output_size"))
        {
            return kept;
        }

        var missing = new Term(op, DataType.Int64, op.LongVector(2)) - kept.Size;
        return kept.Join(kept.Scalar(0).Expand(missing));
    }

    private static string[] Soft(OpContext op)
    {
        if (!op.TryConstant(5, out var sigma) || sigma.DataType != DataType.Float || sigma.AsSpan<float>()[0] != 0)
        {
            throw op.Refuse("a soft_nms_sigma other than 0");
        }

        var kept = Suppress(op, Vector(op, 3), Vector(op, 4));
        var scores = Argument(op, 1).Gather(kept);
        var filled = Fill(op, kept);
        var missing = filled.Size - kept.Size;
        scores = scores.Join(scores.Scalar(0).Expand(missing.Reshape(1)));
        return [filled.Cast(DataType.Int32).Name, scores.Cast(op.ElementType()).Name, kept.Size.Cast(DataType.Int32).Name];
    }

    /// <summary>Suppresses within each class of each image, and gives each image's best over all classes.</summary>
    private static string[] Combined(OpContext op)
    {
        var scores = Argument(op, 1).Transpose(0, 2, 1);
        var shape = scores.Shape;
        var (images, classes, count) = (shape.Slice(0, 1), shape.Slice(1, 2), shape.Slice(2, 3));
        var four = images with { Name = op.Vector(4) };
        var boxes = Argument(op, 0).Transpose(0, 2, 1, 3).Expand(shape.Join(four));
        var perClass = new Term(op, DataType.Int64, op.LongVector(2));
        var total = new Term(op, DataType.Int64, op.LongVector(3));
        var sets = images * classes;
        var one = images with { Name = op.Vector(1) };
        var rows = Run(boxes.Reshape(sets.Join(count).Join(four)), scores.Reshape(sets.Join(one).Join(count)), perClass, Vector(op, 4), Vector(op, 5));

        // The scores of boxes that were not kept become -∞, and the best of the rest are the answer.
        var flat = scores.Reshape(-1);
        var kept = rows.At(0, 1) * count + rows.At(2, 1);
        var none = flat.Scalar(double.NegativeInfinity).Expand(flat.Shape);
        var left = none with { Name = op.Emit("ScatterElements", [none.Name, kept.Name, flat.Gather(kept).Name]) };
        var size = op.Node.Bool("pad_per_class") ? total.Min(perClass * classes) : total;
        return Best(op, left.Reshape(images.Join(classes * count)), boxes.Reshape(images.Join(classes * count).Join(four)), count, size);
    }

    private static string[] Best(OpContext op, Term scores, Term boxes, Term count, Term size)
    {
        var found = op.EmitMany("TopK", [scores.Name, size.Min(scores.Shape.Slice(1, 2)).Name], 2);
        var (best, place) = (scores with { Name = found[0] }, count with { Name = found[1] });
        var isKept = best.Is("Greater", double.NegativeInfinity);
        var zero = best.Scalar(0);
        var box = boxes with { Name = op.Emit("GatherND", [boxes.Name, place.Unsqueeze(-1).Name], OnnxAttribute.Int("batch_dims", 1)) };
        box = op.Node.Bool("clip_boxes", true) ? box.Max(0).Min(1) : box;
        Term Fit(Term value, bool isBox)
        {
            var missing = size - best.Shape.Slice(1, 2);
            var nothing = missing.Scalar(0).Reshape(1);
            var pads = isBox ? nothing.Join(nothing).Join(nothing).Join(nothing).Join(missing).Join(nothing) : nothing.Join(nothing).Join(nothing).Join(missing);
            return value with { Name = op.Emit("Pad", [value.Name, pads.Name]) };
        }

        return
        [
            Fit(isKept.Unsqueeze(-1).Choose(box, zero), true).Name,
            Fit(isKept.Choose(best, zero), false).Name,
            Fit(isKept.Choose((place / count).Cast(DataType.Float), zero), false).Name,
            isKept.Cast(DataType.Int32).Reduce("ReduceSum", false, 1).Name,
        ];
    }
}
