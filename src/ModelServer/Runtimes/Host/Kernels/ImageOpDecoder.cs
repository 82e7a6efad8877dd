using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host.Images;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>One operation that decodes images.</summary>
internal sealed class ImageOpDecoder
{
    private readonly string _op;
    private readonly int _channels;
    private readonly DataType _type;
    private readonly bool _expandsAnimations;
    private readonly JpegOptions _jpeg;

    public ImageOpDecoder(GraphNode node)
    {
        _op = node.Op;
        _channels = _op == "DecodeGif" ? 3 : (int)node.Int("channels", 0);
        _type = node.Type("dtype", DataType.UInt8);
        _expandsAnimations = _op == "DecodeGif" || node.Bool("expand_animations", true);
        Shapes.Check(_channels is 0 or 1 or 3 or 4, $"`channels` must be 0, 1, 3 or 4 but got {_channels}");
        Shapes.Check(_type is DataType.UInt8 or DataType.UInt16 || (_type == DataType.Float && _op == "DecodeImage"), $"`dtype` for `{_op}` must be uint8, uint16{(_op == "DecodeImage" ? ", float" : string.Empty)} but got: {_type.Name()}");
        var transform = node.Text("dct_method", string.Empty);
        Shapes.Check(transform is "" or "INTEGER_FAST" or "INTEGER_ACCURATE", "dct_method must be one of {'', 'INTEGER_FAST', 'INTEGER_ACCURATE'}");
        var ratio = node.Int("ratio", 1);
        Shapes.Check(ratio is 1 or 2 or 4 or 8, $"ratio must be 1, 2, 4, or 8, got {ratio}");
        _jpeg = new JpegOptions(_channels, node.Bool("fancy_upscaling", true), node.Bool("try_recover_truncated"), transform == "INTEGER_ACCURATE" ? new AccurateTransform() : new FastTransform(), (int)ratio);
    }

    public Tensor Decode(Tensor contents, long[] window)
    {
        Shapes.Check(contents.Rank == 0, $"`contents` must be scalar but got shape{Shapes.Text(contents.Shape)}");
        var data = contents.Strings[0].Span;
        Shapes.Check(!data.IsEmpty, "Input is empty.");
        return data switch
        {
            [0xFF, 0xD8, 0xFF, ..] => Jpeg(data, window),
            _ when data.StartsWith(PngFile.Signature) => Png(data),
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => Gif(data),
            [(byte)'B', (byte)'M', ..] => Bmp(data),
            _ => throw Shapes.Invalid("Unknown image file format. One of JPEG, PNG, GIF, BMP required."),
        };
    }

    private Tensor Jpeg(ReadOnlySpan<byte> data, long[] window)
    {
        Shapes.Check(_channels is 0 or 1 or 3, "JPEG does not support 4 channels");
        RefuseFormat("JPEG", "decode_jpeg", takesCrops: true);
        var image = JpegDecoder.Decode(data, _jpeg);
        return ToTensor(_op == "DecodeAndCropJpeg" ? Crop(image, window) : image);
    }

    private Tensor Png(ReadOnlySpan<byte> data)
    {
        RefuseFormat("PNG", "decode_png", takesCrops: false);
        if (_type == DataType.UInt8)
        {
            return ToTensor(PngDecoder.Decode(data, _channels));
        }

        var (width, height, channels, samples) = PngDecoder.DecodeWide(data, _channels);
        return _type == DataType.UInt16
            ? Tensor.Create<ushort>(Shape(height, width, channels), samples)
            : Tensor.Create<float>(Shape(height, width, channels), Array.ConvertAll(samples, sample => sample * (1f / ushort.MaxValue)));
    }

    private Tensor Gif(ReadOnlySpan<byte> data)
    {
        Shapes.Check(_channels is 0 or 3, $"channels must be 0 or 3 for GIF, got {_channels}");
        RefuseFormat("GIF", "decode_gif", takesCrops: false);
        var (width, height, frames) = GifDecoder.Decode(data, onlyFirst: !_expandsAnimations);
        var isFlat = _op is "DecodePng" or "DecodeJpeg";
        Shapes.Check(!isFlat || frames.Count == 1, $"Got {frames.Count} frames, but animated gifs can only be decoded by tf.io.decode_gif or tf.io.decode_image");
        return Typed(isFlat || !_expandsAnimations ? [height, width, 3] : [frames.Count, height, width, 3], [.. frames.SelectMany(frame => frame)]);
    }

    private Tensor Bmp(ReadOnlySpan<byte> data)
    {
        Shapes.Check(_channels != 1, "`channels` must be 0, 3 or 4 for BMP, but got 1");
        Shapes.Check(_op != "DecodeAndCropJpeg", "DecodeAndCropJpeg operation can run on JPEG only, but detected BMP.");
        Shapes.Check(_op is "DecodeBmp" or "DecodeImage", $"Trying to decode BMP format using a wrong op. Use `decode_bmp` or `decode_image` instead. Op used: {_op}");
        return ToTensor(BmpDecoder.Decode(data, _channels));
    }

    private void RefuseFormat(string format, string operation, bool takesCrops)
    {
        Shapes.Check(_op != "DecodeBmp", $"Trying to decode {format} format using DecodeBmp op. Use `{operation}` or `decode_image` instead.");
        Shapes.Check(takesCrops || _op != "DecodeAndCropJpeg", $"DecodeAndCropJpeg operation can run on JPEG only, but detected {format}.");
    }

    /// <param name="window">The first row and column, and how many of both.</param>
    private static Raster Crop(Raster image, long[] window)
    {
        if (window is not [var y, var x, > 0 and var height, > 0 and var width] || y < 0 || x < 0 || y > image.Height - height || x > image.Width - width)
        {
            throw window.Length == 4 ? JpegDecoder.Invalid() : Shapes.Invalid($"crop_size must have four elements {Shapes.Text([window.Length])}");
        }

        var samples = new byte[height * width * image.Channels];
        for (var row = 0; row < height; row++)
        {
            image.Samples.AsSpan((int)((((y + row) * image.Width) + x) * image.Channels), (int)width * image.Channels).CopyTo(samples.AsSpan((int)(row * width * image.Channels)));
        }

        return new Raster((int)width, (int)height, image.Channels, samples);
    }

    private Tensor ToTensor(Raster image) => Typed(Shape(image.Height, image.Width, image.Channels), image.Samples);

    private long[] Shape(long height, long width, long channels) => _op == "DecodeGif" ? [1, height, width, channels] : [height, width, channels];

    private Tensor Typed(ReadOnlySpan<long> shape, byte[] samples) => _type switch
    {
        DataType.UInt16 => Tensor.Create<ushort>(shape, Array.ConvertAll(samples, sample => (ushort)(sample * 256))),
        DataType.Float => Tensor.Create<float>(shape, Array.ConvertAll(samples, sample => sample * (1f / byte.MaxValue))),
        _ => Tensor.FromBytes(DataType.UInt8, shape, samples),
    };
}
