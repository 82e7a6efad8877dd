namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Windows that slide over images of any number of dimensions, channels last.</summary>
internal sealed record Windows(long[] Sizes, long[] Strides, long[] Dilations, string Padding)
{
    /// <summary>Computes one output from the places of a window that are inside the image, given as place in the window and pixel.</summary>
    public delegate double Reduction(IReadOnlyList<(long[] Place, long[] Pixel)> inside, long channel);

    public Nd Slide(Nd image, long channels, Reduction reduction)
    {
        var lengths = image.Shape[1..^1];
        var outputs = lengths.Select((length, axis) => Outputs(length, axis)).ToArray();
        return Nd.Make([image.Shape[0], .. outputs, channels], index =>
        {
            List<(long[], long[])> inside = [];
            Nd.Make(Sizes, place =>
            {
                var pixel = place.Select((at, axis) => (index[axis + 1] * Strides[axis]) + (at * Dilations[axis]) - Before(lengths[axis], axis)).ToArray();
                if (pixel.Zip(lengths).All(pair => pair.First >= 0 && pair.First < pair.Second))
                {
                    inside.Add(((long[])place.Clone(), [index[0], .. pixel]));
                }

                return 0;
            });
            return reduction(inside, index[^1]);
        });
    }

    /// <summary>A plain convolution, in groups if the filter has fewer channels than the image.</summary>
    public Nd Convolve(Nd image, Nd filter)
    {
        var (depth, count) = (filter.Shape[^2], filter.Shape[^1]);
        var perGroup = count / (image.Shape[^1] / depth);
        return Slide(image, count, (inside, channel) => inside.Sum(item =>
        {
            var sum = 0.0;
            for (var k = 0L; k < depth; k++)
            {
                sum += image[[.. item.Pixel, (channel / perGroup * depth) + k]] * filter[[.. item.Place, k, channel]];
            }

            return sum;
        }));
    }

    /// <summary>The transpose of the convolution: every output spreads back over its window.</summary>
    public Nd Spread(Nd value, Nd filter, long[] shape)
    {
        var result = Nd.Make(shape, _ => 0);
        var window = 0L;
        Slide(result, 1, (inside, _) =>
        {
            var at = window++;
            foreach (var (place, pixel) in inside)
            {
                for (var channel = 0L; channel < shape[^1]; channel++)
                {
                    var flat = pixel.Append(channel).Zip(shape).Aggregate(0L, (sum, pair) => (sum * pair.Second) + pair.First);
                    for (var k = 0L; k < value.Shape[^1]; k++)
                    {
                        result.Values[flat] += value.Values[(at * value.Shape[^1]) + k] * filter[[.. place, channel, k]];
                    }
                }
            }

            return 0;
        });
        return result;
    }

    private long Outputs(long length, int axis) => Padding == "SAME"
        ? (length + Strides[axis] - 1) / Strides[axis]
        : (length - ((Sizes[axis] - 1) * Dilations[axis]) - 1) / Strides[axis] + 1;

    private long Before(long length, int axis) => Padding == "SAME"
        ? Math.Max(0, ((Outputs(length, axis) - 1) * Strides[axis]) + ((Sizes[axis] - 1) * Dilations[axis]) + 1 - length) / 2
        : 0;
}
