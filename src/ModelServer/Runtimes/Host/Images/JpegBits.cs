namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The bits of one scan. Behind the marker that ends them there are zeros without end.</summary>
internal sealed class JpegBits(byte[] data, int start, bool recovers)
{
    private const byte Marker = 0xFF;

    private int _next = start;
    private ulong _bits;
    private int _count;
    private int _padding;

    /// <summary>Gets whether bits were used that the scan does not have.</summary>
    public bool IsExhausted => _padding > _count;

    /// <summary>Gets the position of the marker behind the bits, or of a byte before it.</summary>
    public int Position => _next;

    public int Peek(int count)
    {
        if (_count < count)
        {
            Fill();
        }

        return (int)(_bits >> (_count - count)) & ((1 << count) - 1);
    }

    /// <exception cref="Loading.ModelRunException">The data ends here.</exception>
    public void Skip(int count)
    {
        _count -= count;
        if (_padding > _count && !recovers && _next >= data.Length)
        {
            throw JpegDecoder.Invalid();
        }
    }

    public int Read(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        var value = Peek(count);
        Skip(count);
        return value;
    }

    /// <summary>Reads a number of so many bits, of which those with a leading 0 are negative.</summary>
    public int ReadSigned(int count)
    {
        var value = Read(count);
        return count > 0 && value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
    }

    /// <summary>Goes on behind the next restart marker, if that is the next marker.</summary>
    public void Restart()
    {
        (_bits, _count, _padding) = (0, 0, 0);
        var at = _next;
        while (at + 1 < data.Length && !(data[at] == Marker && data[at + 1] is not (0 or Marker)))
        {
            at++;
        }

        if (at + 1 < data.Length && data[at + 1] is >= 0xD0 and <= 0xD7)
        {
            _next = at + 2;
        }
    }

    private void Fill()
    {
        while (_count <= 48)
        {
            if (_next < data.Length && (data[_next] != Marker || (_next + 1 < data.Length && data[_next + 1] == 0)))
            {
                _bits = (_bits << 8) | data[_next];
                _next += data[_next] == Marker ? 2 : 1;
            }
            else
            {
                _bits <<= 8;
                _padding += 8;
            }

            _count += 8;
        }
    }
}
