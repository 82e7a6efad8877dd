using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Services;

/// <summary>The addresses and node ports that Services have, and those that are free.</summary>
internal sealed class AllocatedAddresses
{
    public const string Range = "10.96.0.0/12";

    /// <summary>The API's own address.</summary>
    public const string First = "10.96.0.1";

    private const int FirstPort = 30000;
    private const int LastPort = 32767;

    private static readonly IPNetwork Network = IPNetwork.Parse(Range);

    private readonly HashSet<string> _addresses = [];
    private readonly HashSet<int> _ports = [];

    /// <summary>Reads what all Services but one have.</summary>
    public AllocatedAddresses(StoreSnapshot snapshot, string ns, string name)
    {
        foreach (var service in snapshot.List("services", null).Where(service => service.Key.Namespace != ns || service.Key.Name != name))
        {
            _addresses.Add(service.Root.Text("spec", "clusterIP"));
            _ports.UnionWith(service.Root.Items("spec", "ports").Select(port => (int)port.Number("nodePort")));
        }
    }

    /// <summary>Takes a free address. Two Services made at once get different ones by chance: there are a million.</summary>
    public string NextAddress()
    {
        string address;
        do
        {
            var number = RandomNumberGenerator.GetInt32(256, (1 << (32 - Network.PrefixLength)) - 1);
            var bytes = Network.BaseAddress.GetAddressBytes();
            bytes[1] |= (byte)(number >> 16);
            bytes[2] = (byte)(number >> 8);
            bytes[3] = (byte)number;
            address = new IPAddress(bytes).ToString();
        }
        while (!_addresses.Add(address));
        return address;
    }

    public int NextPort()
    {
        var start = RandomNumberGenerator.GetInt32(FirstPort, LastPort + 1);
        var free = Enumerable.Range(0, LastPort - FirstPort + 1).Select(step => FirstPort + ((start - FirstPort + step) % (LastPort - FirstPort + 1))).First(port => !_ports.Contains(port));
        _ports.Add(free);
        return free;
    }

    /// <summary>Returns why an address cannot be had, or nothing.</summary>
    public string? Refuse(string address) => !IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetwork || !Network.Contains(parsed)
        ? $"the provided IP ({address}) is not in the valid range. The range of valid IPs is {Range}"
        : _addresses.Contains(address) ? "provided IP is already allocated" : null;

    /// <summary>Returns why a node port cannot be had, or nothing.</summary>
    public string? Refuse(int port) => port is < FirstPort or > LastPort
        ? $"provided port is not in the valid range. The range of valid ports is {FirstPort}-{LastPort}"
        : _ports.Add(port) ? null : "provided port is already allocated";
}
