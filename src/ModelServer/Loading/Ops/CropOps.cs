using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Boxes cut out of images and resized, and patches.</summary>
internal static class CropOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All =>
    [
        new("CropAndResize", CropAndResize),
        new("ExtractImagePatches", ExtractImagePatches),
    ];

    /// <summary>Samples each box on a grid of its own; places outside the image get the extrapolation value.</summary>
    private static string[] CropAndResize(OpContext op)
    {
        var image = op.Term(0, op.ElementType()).Cast(DataType.Float);
        var boxes = op.Term(1, DataType.Float);
        var owner = op.Term(2, DataType.Int32).Cast(DataType.Int64);
        var size = new Term(op, DataType.Int64, op.LongVector(3));
        var (height, width) = (image.Shape.At(1), image.Shape.At(2));
        var rows = Positions(boxes.Slice(0, 1, 1), boxes.Slice(2, 3, 1), height, size.At(0)).Unsqueeze(2);
        var columns = Positions(boxes.Slice(1, 2, 1), boxes.Slice(3, 4, 1), width, size.At(1)).Unsqueeze(1);
        Term Pixel(Term row, Term column) => Sample(image, owner, row, column, height, width);
        Term value;
        if (op.Node.Text("method", "bilinear") == "nearest")
        {
            value = Pixel((rows + 0.5).Unary("Floor"), (columns + 0.5).Unary("Floor"));
        }
        else
        {
            var (top, left) = (rows.Unary("Floor"), columns.Unary("Floor"));
            var (bottom, right) = (rows.Unary("Ceil"), columns.Unary("Ceil"));
            var (down, across) = ((rows - top).Unsqueeze(3), (columns - left).Unsqueeze(3));
            var upper = Pixel(top, left) + ((Pixel(top, right) - Pixel(top, left)) * across);
            var lower = Pixel(bottom, left) + ((Pixel(bottom, right) - Pixel(bottom, left)) * across);
            value = upper + ((lower - upper) * down);
        }

        var inside = Within(rows, height).And(Within(columns, width)).Unsqueeze(3);
        return [inside.Choose(value, value.Scalar(op.Node.Float("extrapolation_value", 0))).Name];
    }

    private static Term Positions(Term from, Term to, Term length, Term count)
    {
        var last = (length - 1).Cast(DataType.Float);
        var steps = count.Range().Cast(DataType.Float);
        var spread = (from * last) + (steps * ((to - from) * last / (count - 1).Max(1).Cast(DataType.Float)));
        return count.Is("Greater", 1).Choose(spread, (from + to) * 0.5 * last);
    }

    private static Term Within(Term position, Term length) =>
        position.Is("GreaterOrEqual", 0).And(position.Is("LessOrEqual", (length - 1).Cast(DataType.Float)));

    private static Term Sample(Term image, Term owner, Term row, Term column, Term height, Term width)
    {
        var y = row.Cast(DataType.Int64).Max(0).Min(height - 1);
        var x = column.Cast(DataType.Int64).Max(0).Min(width - 1);
        var zero = (y * 0) + (x * 0);
        var index = (zero + owner.Unsqueeze(1, 2)).Unsqueeze(3).Join((zero + y).Unsqueeze(3), 3).Join((zero + x).Unsqueeze(3), 3);
        return image with { Name = image.Op.Emit("GatherND", [image.Name, index.Name]) };
    }

    /// <summary>Takes, for each place in the window, the image as seen from there, and joins these along the channels.</summary>
    private static string[] ExtractImagePatches(OpContext op)
    {
        var sizes = op.Node.Ints("ksizes")[1..3];
        var strides = op.Node.Ints("strides")[1..3];
        var rates = op.Node.Ints("rates")[1..3];
        long[] extents = [((sizes[0] - 1) * rates[0]) + 1, ((sizes[1] - 1) * rates[1]) + 1];
        var image = op.Term(0, op.ElementType()).Transpose(0, 3, 1, 2);
        image = op.Node.Text("padding", "VALID") == "SAME" ? image with { Name = Layout.PadSame(op, image.Name, extents, strides) } : image;
        var reach = image.Shape.Slice(2, 4);
        var window = reach - (reach with { Name = op.Vector(extents) });
        List<string> places = [];
        for (var i = 0L; i < sizes[0] * sizes[1]; i++)
        {
            var begin = reach with { Name = op.Vector(i / sizes[1] * rates[0], i % sizes[1] * rates[1]) };
            places.Add(op.Emit("Slice", [image.Name, begin.Name, (begin + window + 1).Name, op.Vector(2, 3), op.Vector(strides)]));
        }

        return [Layout.Transpose(op, op.Emit("Concat", places, OnnxAttribute.Int("axis", 1)), 0, 2, 3, 1)];
    }
}
