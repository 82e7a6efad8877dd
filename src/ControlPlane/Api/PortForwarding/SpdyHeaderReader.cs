using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Reads the headers of streams: all of a connection's are one zlib stream that starts with SPDY's dictionary.</summary>
/// <remarks>The framework's inflater takes no dictionary; it is given the dictionary as an uncompressed block instead, whose output is thrown away.</remarks>
internal sealed class SpdyHeaderReader : IDisposable
{
    private const int LongestValue = 64 * 1024;

    /// <summary>Method and flags, and the dictionary's checksum.</summary>
    private const int ZlibHead = 6;

    private readonly MemoryStream _compressed = new();
    private readonly DeflateStream _inflater;
    private bool _hasBegun;

    public SpdyHeaderReader() => _inflater = new(_compressed, CompressionMode.Decompress);

    /// <summary>Reads the headers of the next stream.</summary>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public Dictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        _compressed.SetLength(0);
        if (!_hasBegun && block.Length >= ZlibHead)
        {
            Prime();
            block = block[ZlibHead..];
        }

        _compressed.SetLength(0);
        _compressed.Write(block);
        _compressed.Position = 0;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var left = ReadLength(); left > 0; left--)
        {
            var name = ReadText();
            headers[name] = ReadText();
        }

        return headers;
    }

    public void Dispose()
    {
        _inflater.Dispose();
        _compressed.Dispose();
    }

    private void Prime()
    {
        var dictionary = SpdyDictionary.Bytes;
        _compressed.Write(DeflateBlocks.Stored(dictionary));
        _compressed.Position = 0;
        Fill(new byte[dictionary.Length]);
        _hasBegun = true;
    }

    private string ReadText()
    {
        var text = new byte[ReadLength()];
        Fill(text);
        return Encoding.UTF8.GetString(text);
    }

    private int ReadLength()
    {
        var length = new byte[sizeof(int)];
        Fill(length);
        return BinaryPrimitives.ReadInt32BigEndian(length) is >= 0 and <= LongestValue and var value ? value : throw new InvalidDataException("a header is too long");
    }

    private void Fill(Span<byte> bytes)
    {
        if (_inflater.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("headers end early");
        }
    }
}
