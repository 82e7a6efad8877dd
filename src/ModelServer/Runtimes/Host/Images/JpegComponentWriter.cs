using System.Numerics;

namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Writes the blocks of one component: each as the difference to the one before it, and runs of frequencies that are none.</summary>
internal sealed class JpegComponentWriter(JpegPlane plane, int sampling, byte[] quantization, JpegCodes steady, JpegCodes other, JpegBitWriter bits)
{
    private const int BlockSize = 64;

    private int _last;

    /// <summary>Writes the component's blocks of one unit; blocks behind the edges have the steady part of the one before them and nothing else.</summary>
    public void WriteUnit(int across, int down)
    {
        Span<int> block = stackalloc int[BlockSize];
        for (var y = 0; y < sampling; y++)
        {
            for (var x = 0; x < sampling; x++)
            {
                var (column, row) = ((across * sampling) + x, (down * sampling) + y);
                if (column < plane.BlocksAcross && row < plane.BlocksDown)
                {
                    plane.Read(column, row, block);
                    JpegForwardTransform.Transform(block);
                    Quantize(block);
                }
                else
                {
                    block.Clear();
                    block[0] = _last;
                }

                Write(block);
            }
        }
    }

    private static (int Bits, int Size) Sized(int value)
    {
        var size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        return (value < 0 ? value - 1 : value, size);
    }

    /// <summary>Divides, rounding halves away from 0; the transform's results are eight times as large as they should be.</summary>
    private void Quantize(Span<int> block)
    {
        for (var i = 0; i < block.Length; i++)
        {
            var divisor = quantization[i] * 8;
            block[i] = Math.Sign(block[i]) * ((Math.Abs(block[i]) + (divisor / 2)) / divisor);
        }
    }

    private void Write(ReadOnlySpan<int> block)
    {
        var (difference, size) = Sized(block[0] - _last);
        _last = block[0];
        bits.Write(steady.Of(size));
        bits.Write(difference, size);
        var run = 0;
        for (var place = 1; place < BlockSize; place++)
        {
            var value = block[JpegScan.Place(place)];
            if (value == 0)
            {
                run++;
                continue;
            }

            for (; run > 15; run -= 16)
            {
                bits.Write(other.Of(0xf0));
            }

            (var code, size) = Sized(value);
            bits.Write(other.Of((run << 4) | size));
            bits.Write(code, size);
            run = 0;
        }

        if (run > 0)
        {
            bits.Write(other.Of(0));
        }
    }
}
