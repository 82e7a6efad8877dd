using System.Net;
using System.Net.Sockets;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Functions of IP addresses and networks.</summary>
internal static class CelAddresses
{
    public static CelFunction[] Functions { get; } =
    [
        new("isIP", 1, values => values is [string text] ? Address(text) is not null : CelError.NoOverload),
        new("ip", 1, values => values is [string text] ? Address(text) ?? (object)new CelError($"IP Address \"{text}\" parse error during conversion from string: invalid") : CelError.NoOverload),
        new("ip.isCanonical", 1, values => values is [string text] ? Address(text)?.ToString() == text : CelError.NoOverload),
        new("isCIDR", 1, values => values is [string text] ? Network(text) is not null : CelError.NoOverload),
        new("cidr", 1, values => values is [string text] ? Network(text) ?? (object)new CelError($"network address parse error during conversion from string: {text}") : CelError.NoOverload),
    ];

    public static CelFunction[] Methods { get; } =
    [
        Of("family", address => address.AddressFamily == AddressFamily.InterNetwork ? 4L : 6L),
        Of("isUnspecified", address => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)),
        Of("isLoopback", address => IPAddress.IsLoopback(address)),
        Of("isLinkLocalUnicast", address => IsLinkLocal(address)),
        Of("isLinkLocalMulticast", address => address.GetAddressBytes() is [224, 0, 0, _] or [0xff, 0x02, ..]),
        Of("isGlobalUnicast", address => !IPAddress.IsLoopback(address) && !IsLinkLocal(address) && !IsMulticast(address)
            && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.Broadcast)),
        new("containsIP", 1, values => values is [CelNetwork network, var ip] && AsAddress(ip) is { } address ? network.Network.Contains(address) : CelError.NoOverload),
        new("containsCIDR", 1, values => values is [CelNetwork network, var part] && (part as CelNetwork ?? Network(part as string ?? "")) is { } inner ? network.Contains(inner) : CelError.NoOverload),
        new("ip", 0, values => values is [CelNetwork network] ? network.Address : CelError.NoOverload),
        new("masked", 0, values => values is [CelNetwork network] ? network with { Address = network.Network.BaseAddress } : CelError.NoOverload),
        new("prefixLength", 0, values => values is [CelNetwork network] ? (long)network.Network.PrefixLength : CelError.NoOverload),
    ];

    private static CelFunction Of(string name, Func<IPAddress, object> function) => new(name, 0, values => values is [IPAddress address] ? function(address) : CelError.NoOverload);

    private static bool IsLinkLocal(IPAddress address) => address.IsIPv6LinkLocal || address.GetAddressBytes() is [169, 254, _, _];

    private static bool IsMulticast(IPAddress address) => address.IsIPv6Multicast || address.GetAddressBytes() is [>= 224 and <= 239, _, _, _];

    private static IPAddress? AsAddress(object? value) => value as IPAddress ?? Address(value as string ?? "");

    /// <summary>Shortened and octal forms, which .NET also reads, are none.</summary>
    private static IPAddress? Address(string text) => (Formats.Matches("ipv4", text) && text.Split('.').All(part => part == "0" || !part.StartsWith('0'))) || (Formats.Matches("ipv6", text) && !text.Contains('%'))
        ? IPAddress.Parse(text)
        : null;

    private static CelNetwork? Network(string text) => text.Split('/') is [var ip, var length] && Address(ip) is { } address
        && int.TryParse(length, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var bits) && bits <= address.GetAddressBytes().Length * 8
            ? new CelNetwork(address, bits)
            : null;
}

/// <summary>A network, and the address it was written with.</summary>
internal sealed record CelNetwork(IPAddress Address, int Bits)
{
    public IPNetwork Network { get; } = new(Mask(Address, Bits), Bits);

    public bool Contains(CelNetwork other) => other.Bits >= Bits && Network.Contains(other.Address);

    private static IPAddress Mask(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= (byte)(0xff00 >> Math.Clamp(bits - (8 * i), 0, 8));
        }

        return new IPAddress(bytes);
    }
}
