namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The rows of one colour at the resolution of the image. Twofold steps are interpolated with weights 3 and 1, if asked.</summary>
internal sealed class SampleRows
{
    private readonly JpegComponent _component;
    private readonly int _across;
    private readonly int _down;
    private readonly bool _blendsAcross;
    private readonly bool _blendsDown;
    private readonly byte[] _row;
    private readonly int[] _sums;

    public SampleRows(JpegComponent component, JpegFrame frame, JpegOptions options)
    {
        _component = component;
        var (ownAcross, ownDown) = (component.Across * component.BlockSize, component.Down * component.BlockSize);
        var (allAcross, allDown) = (frame.MaxAcross * options.BlockSize, frame.MaxDown * options.BlockSize);
        (_across, _down) = (allAcross / ownAcross, allDown / ownDown);
        if (allAcross % ownAcross != 0 || allDown % ownDown != 0)
        {
            throw JpegDecoder.Invalid();
        }

        var isSmooth = options.IsSmooth && options.BlockSize > 1;

        _blendsAcross = isSmooth && _across == 2 && _down <= 2 && component.Width > 2;
        _blendsDown = isSmooth && _down == 2 && (_across == 1 || _blendsAcross);
        _row = new byte[component.Width * _across];
        _sums = new int[component.Width];
    }

    public byte[] At(int y)
    {
        var row = _component.Row(y / _down);
        if (_blendsDown)
        {
            Blend(row, _component.Row((y / 2) + (y % 2 == 0 ? -1 : 1)), isLower: y % 2 == 1);
        }
        else if (_blendsAcross)
        {
            Across(row);
        }
        else
        {
            for (var x = 0; x < _row.Length; x++)
            {
                _row[x] = row[x / _across];
            }
        }

        return _row;
    }

    private void Blend(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, bool isLower)
    {
        for (var x = 0; x < _sums.Length; x++)
        {
            _sums[x] = (near[x] * 3) + far[x];
            if (!_blendsAcross)
            {
                _row[x] = (byte)((_sums[x] + (isLower ? 2 : 1)) >> 2);
            }
        }

        for (var x = 0; x < _sums.Length && _blendsAcross; x++)
        {
            _row[2 * x] = (byte)(((_sums[x] * 3) + _sums[Math.Max(x - 1, 0)] + 8) >> 4);
            _row[(2 * x) + 1] = (byte)(((_sums[x] * 3) + _sums[Math.Min(x + 1, _sums.Length - 1)] + 7) >> 4);
        }
    }

    private void Across(ReadOnlySpan<byte> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            _row[2 * x] = (byte)(((row[x] * 3) + row[Math.Max(x - 1, 0)] + 1) >> 2);
            _row[(2 * x) + 1] = (byte)(((row[x] * 3) + row[Math.Min(x + 1, row.Length - 1)] + 2) >> 2);
        }
    }
}
