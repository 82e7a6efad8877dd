using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Wire;

namespace ModelServing.ModelServer.Grpc;

/// <summary>
/// Reads a request as clients write it. False is no error: what is written in another way is for the generated class, which also finds
/// the errors.
/// </summary>
internal static class PredictCallReader
{
    private const byte SpecTag = 0x0a;
    private const byte InputTag = 0x12;
    private const byte FilterTag = 0x1a;

    /// <summary>Names are compared one by one: with very many of them the generated class, which hashes, is quicker.</summary>
    private const int MaxInputs = 64;

    public static bool TryRead(ReadOnlySequence<byte> message, [NotNullWhen(true)] out PredictCall? call)
    {
        call = null;
        ModelSpec? spec = null;
        List<PredictInput> inputs = new(1);
        List<string>? filter = null;
        var reader = new WireReader(message);
        while (!reader.IsAtEnd)
        {
            var isRead = reader.TryTag(out var tag) && tag switch
            {
                SpecTag => TrySpec(ref reader, ref spec),
                InputTag => TryInput(ref reader, inputs),
                FilterTag => TryFilter(ref reader, ref filter),
                _ => false,
            };
            if (!isRead)
            {
                return false;
            }
        }

        call = new PredictCall(spec, inputs, filter ?? (IReadOnlyCollection<string>)[]);
        return true;
    }

    private static bool TryFilter(ref WireReader reader, ref List<string>? filter)
    {
        if (!reader.TryAscii(out var name))
        {
            return false;
        }

        (filter ??= []).Add(name);
        return true;
    }

    private static bool TryInput(ref WireReader reader, List<PredictInput> inputs)
    {
        if (!reader.TryEnter(out var end)
            || !reader.TryTag(out var nameTag) || nameTag != 0x0a || !reader.TryAscii(out var name)
            || !reader.TryTag(out var valueTag) || valueTag != 0x12 || !reader.TryEnter(out var entryEnd)
            || inputs.Count == MaxInputs || PredictInputs.Find(inputs, name).Name is not null
            || !TensorMessageReader.TryRead(ref reader, out var tensor, out var rented))
        {
            return false;
        }

        reader.Leave(entryEnd);
        if (!reader.IsAtEnd)
        {
            return false;
        }

        reader.Leave(end);
        inputs.Add(new PredictInput(name, tensor, null, rented));
        return true;
    }

    private static bool TrySpec(ref WireReader reader, ref ModelSpec? spec)
    {
        if (spec is not null || !reader.TryEnter(out var end))
        {
            return false;
        }

        spec = new ModelSpec();
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out var tag) || !TrySpecField(ref reader, tag, spec))
            {
                return false;
            }
        }

        reader.Leave(end);
        return true;
    }

    private static bool TrySpecField(ref WireReader reader, byte tag, ModelSpec spec)
    {
        if (tag == 0x12)
        {
            return TryVersion(ref reader, spec);
        }

        if (!reader.TryAscii(out var text))
        {
            return false;
        }

        switch (tag)
        {
            case 0x0a:
                spec.Name = text;
                return true;
            case 0x1a:
                spec.SignatureName = text;
                return true;
            case 0x22:
                spec.VersionLabel = text;
                return true;
            default:
                return false;
        }
    }

    private static bool TryVersion(ref WireReader reader, ModelSpec spec)
    {
        if (!reader.TryEnter(out var end) || !reader.TryTag(out var tag) || tag != 0x08 || !reader.TryVarint(out var version) || !reader.IsAtEnd)
        {
            return false;
        }

        reader.Leave(end);
        spec.Version = unchecked((long)version);
        return true;
    }
}
