namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>Changes bytes blindly: flips, numbers at their limits, cuts, repeats, splices and tokens.</summary>
internal static class Mutator
{
    private const int MaxLength = 1 << 16;

    private static readonly byte[][] Limits =
    [
        [0], [0x7f], [0x80], [0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0xff],
        [0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    ];

    public static byte[] Mutate(Random random, FuzzTarget target)
    {
        List<byte> bytes = [.. target.Seeds[random.Next(target.Seeds.Count)]];
        for (var left = 1 + random.Next(6); left > 0; left--)
        {
            Change(random, target, bytes);
            if (bytes.Count > MaxLength)
            {
                bytes.RemoveRange(MaxLength, bytes.Count - MaxLength);
            }
        }

        return [.. bytes];
    }

    private static void Change(Random random, FuzzTarget target, List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = random.Next(Math.Min(bytes.Count - at, random.Next(64)) + 1);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                Replace(bytes, at, 0, Limits[random.Next(Limits.Length)]);
                break;
            case 3:
                var limit = Limits[random.Next(Limits.Length)];
                Replace(bytes, at, Math.Min(limit.Length, bytes.Count - at), limit);
                break;
            case 4:
                bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : length);
                break;
            case 5:
                Repeat(bytes, at, length, random.Next(8) == 0 ? 1000 : 1 + random.Next(4));
                break;
            case 6:
                var other = target.Seeds[random.Next(target.Seeds.Count)];
                var from = random.Next(other.Length + 1);
                Replace(bytes, at, length, other[from..Math.Min(other.Length, from + random.Next(64))]);
                break;
            default:
                Replace(bytes, at, length, target.Tokens.Count == 0 ? [] : target.Tokens[random.Next(target.Tokens.Count)]);
                break;
        }
    }

    private static void Replace(List<byte> bytes, int at, int length, byte[] by)
    {
        bytes.RemoveRange(at, length);
        bytes.InsertRange(at, by);
    }

    private static void Repeat(List<byte> bytes, int at, int length, int times)
    {
        var piece = bytes.GetRange(at, length);
        for (; times > 0 && bytes.Count < MaxLength; times--)
        {
            bytes.InsertRange(at, piece);
        }
    }
}
