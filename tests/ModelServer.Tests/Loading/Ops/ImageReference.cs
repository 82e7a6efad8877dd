using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

/// <summary>Image operations written as their definitions, channels last, in double precision.</summary>
internal static class ImageReference
{
    public delegate double Window(IReadOnlyList<(double Value, int Row, int Column)> inside, int channel);

    /// <summary>Slides a window; positions outside the image are left out.</summary>
    public static (long[] Shape, double[] Values) Slide(Tensor image, int size, int stride, int dilation, bool same, int outputs, Func<int, int> inputOf, Window window)
    {
        var (batch, height, width, channels) = (image.Shape[0], (int)image.Shape[1], (int)image.Shape[2], (int)image.Shape[3]);
        var extent = ((size - 1) * dilation) + 1;
        var (outHeight, top) = Extent(height, extent, stride, same);
        var (outWidth, left) = Extent(width, extent, stride, same);
        var pixels = image.Floats();
        var values = new List<double>();
        for (var n = 0; n < batch; n++)
        {
            foreach (var (y, x, c) in from y in Enumerable.Range(0, outHeight) from x in Enumerable.Range(0, outWidth) from c in Enumerable.Range(0, outputs) select (y, x, c))
            {
                List<(double, int, int)> inside = [];
                foreach (var (i, j) in from i in Enumerable.Range(0, size) from j in Enumerable.Range(0, size) select (i, j))
                {
                    var (row, column) = ((y * stride) - top + (i * dilation), (x * stride) - left + (j * dilation));
                    if (row >= 0 && row < height && column >= 0 && column < width)
                    {
                        var at = ((((n * height) + row) * width) + column) * channels;
                        for (var k = inputOf(c) < 0 ? 0 : inputOf(c); k < (inputOf(c) < 0 ? channels : inputOf(c) + 1); k++)
                        {
                            inside.Add((pixels[at + k], (i * size) + j, k));
                        }
                    }
                }

                values.Add(window(inside, c));
            }
        }

        return ([batch, outHeight, outWidth, outputs], [.. values]);
    }

    private static (int Length, int Before) Extent(int length, int extent, int stride, bool same)
    {
        if (!same)
        {
            return ((length - extent) / stride + 1, 0);
        }

        var outputs = (length + stride - 1) / stride;
        return (outputs, Math.Max(0, ((outputs - 1) * stride) + extent - length) / 2);
    }
}
