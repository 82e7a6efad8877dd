namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Reads the blocks of one scan, of one colour or of several in turn.</summary>
internal sealed class JpegScan(JpegFrame frame, IReadOnlyList<JpegComponent> components, JpegBits bits)
{
    /// <summary>The place of each coefficient in a block, in the zigzag order of the data.</summary>
    private static readonly byte[] Places =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private readonly short[] _block = new short[64];
    private int _run;

    /// <summary>Gets which coefficients the scan has, and which bits of them.</summary>
    public required JpegBand Band { get; init; }

    public int RestartInterval { get; init; }

    public static int Place(int index) => Places[Math.Min(index, 63)];

    public void Read()
    {
        var single = components is [var only] ? only : null;
        var (across, down) = single is null ? (frame.UnitsAcross, frame.UnitsDown) : (JpegComponent.Ceiling(single.Width, single.BlockSize), JpegComponent.Ceiling(single.Height, single.BlockSize));
        for (var unit = 0; unit < across * down; unit++)
        {
            if (RestartInterval > 0 && unit % RestartInterval == 0)
            {
                Restart(unit > 0);
            }

            if (single is not null)
            {
                ReadBlock(single, unit / across, unit % across);
                continue;
            }

            foreach (var component in components)
            {
                for (var i = 0; i < component.Across * component.Down; i++)
                {
                    ReadBlock(component, ((unit / across) * component.Down) + (i / component.Across), ((unit % across) * component.Across) + (i % component.Across));
                }
            }
        }
    }

    private void Restart(bool goesOn)
    {
        if (goesOn)
        {
            bits.Restart();
        }

        _run = 0;
        foreach (var component in components)
        {
            component.Prediction = 0;
        }
    }

    private void ReadBlock(JpegComponent component, int row, int column)
    {
        if (frame.IsProgressive)
        {
            if (!bits.IsExhausted)
            {
                Refine(component, component.Block(row, column));
            }

            return;
        }

        Array.Clear(_block);
        if (!bits.IsExhausted)
        {
            _block[0] = (short)(component.Prediction += bits.ReadSigned(component.DcTable!.Read(bits) & 15)); // the reader of the scan's header has set it
            ReadCoefficients(component.AcTable!, _block); // as above
        }

        component.Write(_block, row, column);
    }

    private void ReadCoefficients(HuffmanTable table, Span<short> block)
    {
        for (var k = 1; k < 64; k++)
        {
            var symbol = table.Read(bits);
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && zeros != 15)
            {
                return;
            }

            k += zeros;
            if (size > 0)
            {
                block[Place(k)] = (short)bits.ReadSigned(size);
            }
        }
    }

    private void Refine(JpegComponent component, Span<short> block)
    {
        if (Band.First == 0)
        {
            if (Band.High > 0)
            {
                block[0] |= (short)(bits.Read(1) << Band.Low);
            }
            else
            {
                block[0] = (short)((component.Prediction += bits.ReadSigned(component.DcTable!.Read(bits) & 15)) << Band.Low); // as above
            }
        }
        else if (Band.High == 0)
        {
            ReadBand(component.AcTable!, block); // as above
        }
        else
        {
            RefineBand(component.AcTable!, block); // as above
        }
    }

    private void ReadBand(HuffmanTable table, Span<short> block)
    {
        if (_run > 0)
        {
            _run--;
            return;
        }

        for (var k = Band.First; k <= Band.Last; k++)
        {
            var symbol = table.Read(bits);
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && zeros != 15)
            {
                _run = (1 << zeros) + bits.Read(zeros) - 1;
                return;
            }

            k += zeros;
            if (size > 0)
            {
                block[Place(k)] = (short)(bits.ReadSigned(size) << Band.Low);
            }
        }
    }

    /// <summary>Adds one bit to the coefficients that are not zero yet, and lets others begin.</summary>
    private void RefineBand(HuffmanTable table, Span<short> block)
    {
        var k = Band.First;
        while (_run == 0 && k <= Band.Last)
        {
            var symbol = table.Read(bits);
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && zeros != 15)
            {
                _run = (1 << zeros) + bits.Read(zeros);
                break;
            }

            var begun = size == 0 ? 0 : bits.Read(1) == 1 ? 1 << Band.Low : -1 << Band.Low;
            k = SkipZeros(block, k, zeros);
            if (begun != 0 && k <= Band.Last)
            {
                block[Place(k)] = (short)begun;
            }

            k++;
        }

        if (_run > 0)
        {
            SkipZeros(block, k, 64);
            _run--;
        }
    }

    /// <summary>Passes so many zeros, refining what stands between, and stops at the zero behind them.</summary>
    private int SkipZeros(Span<short> block, int k, int zeros)
    {
        for (; k <= Band.Last; k++)
        {
            ref var value = ref block[Place(k)];
            if (value == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }
            }
            else if (bits.Read(1) == 1 && (Math.Abs((int)value) & (1 << Band.Low)) == 0)
            {
                value += (short)(value > 0 ? 1 << Band.Low : -1 << Band.Low);
            }
        }

        return k;
    }
}
