using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>The formats of texts that the API server checks; it ignores all others.</summary>
internal static partial class Formats
{
    public static bool Matches(string format, string text) => format.Replace("-", "", StringComparison.Ordinal) switch
    {
        "datetime" => DateTimeText().IsMatch(text) && IsTime(text),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "duration" => Duration().IsMatch(text) || NumberOfUnits().IsMatch(text),
        "uri" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) && (uri.IsAbsoluteUri || text.StartsWith('/')),
        "email" => MailAddress.TryCreate(text, out var mail) && mail.Address == text.Trim(),
        "hostname" => text.Length is > 0 and <= 255 && Hostname().IsMatch(text),
        "ipv4" => text.Count(letter => letter == '.') == 3 && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork,
        "ipv6" => text.Contains(':') && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6,
        "cidr" => IsNetwork(text),
        "mac" => Mac().IsMatch(text),
        "uuid" => Uuid().IsMatch(text),
        "uuid3" => Uuid().IsMatch(text) && VersionOf(text) == '3',
        "uuid4" => Uuid().IsMatch(text) && VersionOf(text) == '4',
        "uuid5" => Uuid().IsMatch(text) && VersionOf(text) == '5',
        "byte" => Base64.IsValid(text),
        "bsonobjectid" => ObjectId().IsMatch(text),
        "hexcolor" => HexColor().IsMatch(text),
        "rgbcolor" => RgbColor().IsMatch(text),
        "ssn" => SocialSecurityNumber().IsMatch(text),
        "creditcard" => CheckDigits.IsCreditCard(text),
        "isbn" => CheckDigits.IsIsbn10(text) || CheckDigits.IsIsbn13(text),
        "isbn10" => CheckDigits.IsIsbn10(text),
        "isbn13" => CheckDigits.IsIsbn13(text),
        _ => true,
    };

    private static bool IsTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) || text.Contains(":60", StringComparison.Ordinal);

    private static bool IsNetwork(string text) => text.Split('/') is [var address, var bits]
        && IPAddress.TryParse(address, out var parsed)
        && int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        && length <= (parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    private static char VersionOf(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal)[12];

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$")]
    private static partial Regex DateTimeText();

    [GeneratedRegex(@"^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^\d+\s*(nano|micro|milli|s|sec|second|m|min|minute|hr|hour|d|day|w|week)s?$", RegexOptions.IgnoreCase)]
    private static partial Regex NumberOfUnits();

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*\.?$")]
    private static partial Regex Hostname();

    [GeneratedRegex("^([0-9a-fA-F]{2}[:-]){5}([0-9a-fA-F]{2}[:-]?){1,3}$|^([0-9a-fA-F]{4}\\.){2,3}[0-9a-fA-F]{4}$")]
    private static partial Regex Mac();

    [GeneratedRegex("^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex("^[0-9a-fA-F]{24}$")]
    private static partial Regex ObjectId();

    [GeneratedRegex("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    private static partial Regex HexColor();

    [GeneratedRegex(@"^rgb\(\s*(\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*(,\s*(\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*){2}\)$")]
    private static partial Regex RgbColor();

    [GeneratedRegex("^\\d{3}[- ]?\\d{2}[- ]?\\d{4}$")]
    private static partial Regex SocialSecurityNumber();
}
