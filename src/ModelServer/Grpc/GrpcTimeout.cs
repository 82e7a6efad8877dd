using System.Globalization;

namespace ModelServing.ModelServer.Grpc;

/// <summary>The header <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        TimeSpan? read = text.Length is >= 2 and <= MaxDigits + 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? text[^1] switch
            {
                'H' => TimeSpan.FromHours(value),
                'M' => TimeSpan.FromMinutes(value),
                'S' => TimeSpan.FromSeconds(value),
                'm' => TimeSpan.FromMilliseconds(value),
                'u' => TimeSpan.FromMicroseconds(value),
                'n' => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick),
                _ => null,
            }
            : null;
        timeout = read.GetValueOrDefault();
        return read is not null;
    }
}
