namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Writes bits, and a zero behind each byte that would look like a marker.</summary>
internal sealed class JpegBitWriter(List<byte> file)
{
    private uint _bits;
    private int _count;

    public void Write((int Code, int Length) code) => Write(code.Code, code.Length);

    public void Write(int value, int length)
    {
        for (var bit = length - 1; bit >= 0; bit--)
        {
            _bits = (_bits << 1) | (uint)((value >> bit) & 1);
            if (++_count == 8)
            {
                Flush();
            }
        }
    }

    /// <summary>Fills the last byte with ones.</summary>
    public void Finish()
    {
        while (_count > 0)
        {
            Write(1, 1);
        }
    }

    private void Flush()
    {
        file.Add((byte)_bits);
        if ((byte)_bits == 0xff)
        {
            file.Add(0);
        }

        (_bits, _count) = (0, 0);
    }
}
