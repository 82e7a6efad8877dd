using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Images scaled and moved without steps: what <c>tf.image.resize</c> does where it is to smooth, or to use one of the finer kernels.</summary>
internal static class ScaleKernels
{
    public static IEnumerable<HostOp> All => [HostOp.One("ScaleAndTranslate", OutputTypes.Fixed(DataType.Float), Create)];

    private static Func<HostArguments, Tensor> Create(GraphNode node)
    {
        var kernel = SamplingKernel.Named(node.Text("kernel_type", "lanczos3"));
        var smooths = node.Bool("antialias", otherwise: true);
        return arguments =>
        {
            var images = arguments.Tensor(0);
            var (size, scale, translation) = (arguments.Longs(1), arguments.Tensor(2).AsSpan<float>().ToArray(), arguments.Tensor(3).AsSpan<float>().ToArray());
            Shapes.Check(images.Rank == 4, $"input must be 4-dimensional{Shapes.Text(images.Shape)}");
            Shapes.Check(size.Length == 2, $"output_shape_t must have two elements{Shapes.Text(arguments.Tensor(1).Shape)}");
            Shapes.Check(size.Min() > 0, "output dimensions must be positive");
            Shapes.Check(images.ElementCount > 0, "input image must be of non-zero size");
            Shapes.Check(scale.Length == 2 && translation.Length == 2, "t must have two elements");
            Shapes.Check(scale.Min() > 0, "Scale must be greater than zero.");
            var (height, width) = ((int)size[0], (int)size[1]);
            var rows = kernel.Spans(height, (int)images.Shape[1], scale[0], translation[0], smooths);
            var columns = kernel.Spans(width, (int)images.Shape[2], scale[1], translation[1], smooths);
            var (batch, channels) = ((int)images.Shape[0], (int)images.Shape[3]);
            var tall = Along(CastKernels.To(DataType.Float, images).AsSpan<float>(), batch, (int)images.Shape[1], rows, (int)images.Shape[2] * channels);
            return Tensor.Create<float>([batch, height, width, channels], Along(tall, batch * height, (int)images.Shape[2], columns, channels));
        };
    }

    /// <summary>Mixes neighbours along an axis.</summary>
    /// <param name="outer">How many positions there are before the axis.</param>
    /// <param name="inner">How many values behind it go together.</param>
    private static float[] Along(ReadOnlySpan<float> values, int outer, int length, (int Start, float[] Weights)[] spans, int inner)
    {
        var mixed = new float[outer * spans.Length * inner];
        for (var position = 0; position < outer; position++)
        {
            for (var place = 0; place < spans.Length; place++)
            {
                var (start, weights) = spans[place];
                var target = mixed.AsSpan(((position * spans.Length) + place) * inner, inner);
                for (var i = 0; i < weights.Length; i++)
                {
                    System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(values.Slice(((position * length) + start + i) * inner, inner), weights[i], target, target);
                }
            }
        }

        return mixed;
    }
}
