using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Sound from files.</summary>
internal static class WavKernels
{
    public static IEnumerable<HostOp> All => [new("DecodeWav", OutputTypes.Each(OutputTypes.Fixed(DataType.Float), OutputTypes.Fixed(DataType.Int32)), Create)];

    /// <summary>Sound that ends early goes on in silence, and channels that are not there are the last one.</summary>
    private static HostKernel Create(GraphNode node)
    {
        var (wantedChannels, wantedSamples) = ((int)node.Int("desired_channels", -1), (int)node.Int("desired_samples", -1));
        return arguments =>
        {
            var contents = arguments.Tensor(0);
            if (contents.Rank != 0)
            {
                throw Shapes.Invalid($"contents must be scalar but got shape{Shapes.Text(contents.Shape)}");
            }

            var file = WavFile.Read(contents.Strings[0].Span);
            var samples = wantedSamples < 0 ? file.SampleCount : wantedSamples;
            var channels = wantedChannels < 0 ? file.Channels : wantedChannels;
            var sound = new float[samples * channels];
            for (var sample = 0; sample < Math.Min(samples, file.SampleCount); sample++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    sound[(sample * channels) + channel] = file.Sample(sample, Math.Min(channel, file.Channels - 1));
                }
            }

            return [Tensor.Create<float>([samples, channels], sound), Tensor.Scalar(file.Rate)];
        };
    }
}
