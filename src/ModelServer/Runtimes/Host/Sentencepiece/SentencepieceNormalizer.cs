using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Kernels;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Replaces characters as a model says, and spaces by the character that stands for them in pieces.</summary>
/// <param name="specification">The model's rules.</param>
/// <param name="asSuffix">Whether the space that every text gets is at its end.</param>
/// <param name="kept">Texts that stay as they are; null if there are none.</param>
internal sealed class SentencepieceNormalizer(NormalizerSpec specification, bool asSuffix, PieceTrie? kept)
{
    private readonly (DoubleArrayTrie Trie, ReadOnlyMemory<byte> Texts)? _changes = Read(specification.PrecompiledCharsmap.Memory);

    private ReadOnlySpan<byte> Space => specification.EscapeWhitespaces ? Characters.Space : " "u8;

    /// <summary>Normalizes a text.</summary>
    /// <param name="origins">Gets, for each byte of the result and for its end, where in the text it comes from.</param>
    public byte[] Normalize(ReadOnlySpan<byte> text, List<int> origins)
    {
        List<byte> normal = new(text.Length + Characters.Space.Length);
        var at = 0;
        while (specification.RemoveExtraWhitespaces && at < text.Length && Prefix(text[at..], out var length).SequenceEqual(" "u8))
        {
            at += length;
        }

        if (at == text.Length)
        {
            return [];
        }

        var adds = specification.AddDummyPrefix;
        if (adds && !asSuffix)
        {
            Add(Space, at, normal, origins);
        }

        for (var follows = specification.RemoveExtraWhitespaces; at < text.Length;)
        {
            var part = Prefix(text[at..], out var length);
            part = follows ? part.TrimStart((byte)' ') : part;
            AddEscaped(part, at, normal, origins);
            follows = specification.RemoveExtraWhitespaces && (part.IsEmpty ? follows : part[^1] == ' ');
            at += length;
        }

        at = specification.RemoveExtraWhitespaces ? Trim(at, normal, origins) : at;
        if (adds && asSuffix)
        {
            Add(Space, at, normal, origins);
        }

        origins.Add(at);
        return [.. normal];
    }

    private static void Add(ReadOnlySpan<byte> part, int at, List<byte> normal, List<int> origins)
    {
        normal.AddRange(part);
        origins.AddRange(Enumerable.Repeat(at, part.Length));
    }

    /// <summary>The length of a trie, the trie and, each up to a zero, the texts that its values lead to.</summary>
    private static (DoubleArrayTrie Trie, ReadOnlyMemory<byte> Texts)? Read(ReadOnlyMemory<byte> map)
    {
        if (map.IsEmpty)
        {
            return null;
        }

        if (map.Length <= sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(map.Span) is var length && length >= map.Length - sizeof(uint))
        {
            throw new ModelRunException(ErrorCode.Internal, "Blob for normalization rule is broken.");
        }

        var trie = map.Span.Slice(sizeof(uint), (int)length & ~(sizeof(uint) - 1));
        return (new DoubleArrayTrie(MemoryMarshal.Cast<byte, int>(trie).ToArray()), map[(sizeof(uint) + (int)length)..]);
    }

    private static ReadOnlySpan<byte> Changed(ReadOnlySpan<byte> texts, int start)
    {
        var text = start < texts.Length ? texts[start..] : [];
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    private void AddEscaped(ReadOnlySpan<byte> part, int at, List<byte> normal, List<int> origins)
    {
        while (!part.IsEmpty)
        {
            var plain = part.IndexOf((byte)' ');
            plain = plain < 0 ? part.Length : plain;
            Add(part[..plain], at, normal, origins);
            part = part[plain..];
            if (!part.IsEmpty)
            {
                Add(Space, at, normal, origins);
                part = part[1..];
            }
        }
    }

    /// <summary>Takes spaces from the end, and tells where in the text it is then.</summary>
    private int Trim(int at, List<byte> normal, List<int> origins)
    {
        while (CollectionsMarshal.AsSpan(normal).EndsWith(Space))
        {
            var length = normal.Count - Space.Length;
            at = origins[length];
            normal.RemoveRange(length, Space.Length);
            origins.RemoveRange(length, Space.Length);
        }

        return at;
    }

    /// <summary>Gets what becomes of the first characters of a text, and how many bytes those are: as many as any rule takes, or one character.</summary>
    private ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> text, out int length)
    {
        length = kept?.Longest(text) ?? 0;
        if (length > 0)
        {
            return text[..length];
        }

        if (_changes is { } changes && changes.Trie.Longest(text, 0, out var value) is > 0 and var changed)
        {
            length = changed;
            return Changed(changes.Texts.Span, value);
        }

        return Characters.TryRead(text, out length) ? text[..length] : Characters.Replacement;
    }
}
