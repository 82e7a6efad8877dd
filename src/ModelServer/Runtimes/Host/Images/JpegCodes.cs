namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The codes that the JPEG standard proposes, which encoders use unless they look for better ones.</summary>
internal sealed class JpegCodes
{
    private readonly (int Code, int Length)[] _codes = new (int, int)[256];

    private JpegCodes(string counts, string symbols)
    {
        (Counts, Symbols) = (Convert.FromHexString(counts), Convert.FromHexString(symbols));
        var (code, at) = (0, 0);
        for (var length = 1; length <= Counts.Length; length++, code <<= 1)
        {
            for (var i = 0; i < Counts[length - 1]; i++)
            {
                _codes[Symbols[at++]] = (code++, length);
            }
        }
    }

    public static JpegCodes LightSteady { get; } = new("00010501010101010100000000000000", "000102030405060708090A0B");

    public static JpegCodes ColourSteady { get; } = new("00030101010101010101010000000000", "000102030405060708090A0B");

    public static JpegCodes LightOther { get; } = new(
        "0002010303020403050504040000017D",
        "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A"
        + "535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BA"
        + "C2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA");

    public static JpegCodes ColourOther { get; } = new(
        "00020102040403040705040400010277",
        "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748494A"
        + "535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BA"
        + "C2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA");

    /// <summary>Gets how many codes there are of each length, from 1 bit on.</summary>
    public byte[] Counts { get; }

    /// <summary>Gets what the codes mean, in their order.</summary>
    public byte[] Symbols { get; }

    public (int Code, int Length) Of(int symbol) => _codes[symbol];
}
