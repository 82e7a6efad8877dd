using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>A semantic version; what it was built from does not count.</summary>
/// <remarks>https://semver.org/spec/v2.0.0.html</remarks>
internal sealed partial record CelVersion(long Major, long Minor, long Patch) : IComparable<CelVersion>
{
    private string[] Before { get; init; } = [];

    /// <summary>Reads a version; gives a <see cref="CelError"/> that says why it is none.</summary>
    public static object Parse(string text)
    {
        if (text.Length == 0)
        {
            return new CelError("Version string empty");
        }

        if (text.Split('.', 3) is not [var major, var minor, var patch])
        {
            return new CelError("No Major.Minor.Patch elements found");
        }

        patch = patch.Split('-', '+')[0];
        (string Name, string Digits)[] numbers = [("major", major), ("minor", minor), ("patch", patch)];
        foreach (var (name, digits) in numbers)
        {
            if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
            {
                return new CelError($"Invalid character(s) found in {name} number \"{digits}\"");
            }

            if (digits.Length > 1 && digits[0] == '0')
            {
                return new CelError($"{char.ToUpperInvariant(name[0])}{name[1..]} number must not contain leading zeroes \"{digits}\"");
            }

            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return new CelError($"strconv.ParseUint: parsing \"{digits}\": value out of range");
            }
        }

        return Form().Match(text) is { Success: true } match
            ? new CelVersion(Number(major), Number(minor), Number(patch)) { Before = match.Groups["before"] is { Success: true } before ? before.Value.Split('.') : [] }
            : new CelError($"Invalid character(s) found in prerelease or build metadata of \"{text}\"");
    }

    public int CompareTo(CelVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (numbers != 0 || Before.Length == 0 || other.Before.Length == 0)
        {
            // What comes before a version is less than the version itself.
            return numbers != 0 ? numbers : other.Before.Length.CompareTo(0) - Before.Length.CompareTo(0);
        }

        return Before.Zip(other.Before, Compare).FirstOrDefault(order => order != 0, Before.Length.CompareTo(other.Before.Length));
    }

    public bool Equals(CelVersion? other) => CompareTo(other) == 0;

    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, Before.Length);

    /// <summary>Numbers come before words.</summary>
    private static int Compare(string left, string right) => (left.All(char.IsAsciiDigit), right.All(char.IsAsciiDigit)) switch
    {
        (true, true) => left.Length != right.Length ? left.Length.CompareTo(right.Length) : Math.Sign(string.CompareOrdinal(left, right)),
        (true, false) => -1,
        (false, true) => 1,
        _ => Math.Sign(string.CompareOrdinal(left, right)),
    };

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A\d+\.\d+\.\d+(-(?<before>(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
