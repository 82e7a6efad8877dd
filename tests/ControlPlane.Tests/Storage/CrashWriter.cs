using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Storage;

/// <summary>One client with objects of its own, which knows what the server has promised about them.</summary>
internal sealed class CrashWriter(int number)
{
    private const string Collection = "/api/v1/namespaces/default/configmaps";
    private const int Names = 8;
    private const int Letters = 1_500;

    /// <summary>The acknowledged state by name, and, for the one request without an answer, the state it asked for.</summary>
    private readonly Dictionary<string, string?> _promised = [];
    private (string Name, string? State)? _asked;

    public long Acknowledged { get; private set; }

    /// <summary>Gets the highest resource version an answer has named.</summary>
    public long LastVersion { get; private set; }

    /// <summary>Writes until the server is gone.</summary>
    public async Task WriteAsync(HttpClient client, Random random)
    {
        try
        {
            while (true)
            {
                await WriteOneAsync(client, random);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Killed.
        }
    }

    /// <summary>Checks this client's objects in a list made after the restart, and takes them as the new truth.</summary>
    public void Check(IReadOnlyDictionary<string, JsonElement> objects)
    {
        foreach (var name in _promised.Keys.ToList())
        {
            var found = objects.TryGetValue(name, out var value) ? State(value) : null;
            var isExpected = found == _promised[name] || (_asked is { } asked && asked.Name == name && found == asked.State);
            Assert.True(isExpected, $"{name} is {found ?? "absent"}, not {_promised[name] ?? "absent"}; last asked: {_asked}");
            _promised[name] = found;
        }

        _asked = null;
    }

    private async Task WriteOneAsync(HttpClient client, Random random)
    {
        var name = $"w{number}-{random.Next(Names)}";
        var present = _promised.GetValueOrDefault(name);
        var state = present is not null && random.Next(5) == 0 ? null : Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        _promised.TryAdd(name, null);
        _asked = (name, state);
        using var request = Request(name, present, state);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, Encoding.UTF8.GetString(body));
        _promised[name] = state;
        _asked = null;
        Acknowledged++;
        if (state is not null)
        {
            using var json = JsonDocument.Parse(body);
            var version = long.Parse(json.RootElement.Text("metadata", "resourceVersion"), CultureInfo.InvariantCulture);
            Assert.True(version > LastVersion, $"version {version} after {LastVersion}");
            LastVersion = version;
        }
    }

    private static HttpRequestMessage Request(string name, string? present, string? state)
    {
        var (method, path) = (present, state) switch
        {
            (null, _) => (HttpMethod.Post, Collection),
            (_, null) => (HttpMethod.Delete, $"{Collection}/{name}"),
            _ => (HttpMethod.Put, $"{Collection}/{name}"),
        };
        return new HttpRequestMessage(method, path) { Content = state is null ? null : new StringContent(Body(name, state), Encoding.UTF8, "application/json") };
    }

    /// <summary>The state, something long that follows from it, and a hash of both: a torn object shows.</summary>
    private static string Body(string name, string state) => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["data"] = new JsonObject { ["state"] = state, ["filler"] = Filler(state), ["hash"] = Hash(state) },
    }.ToJsonString();

    private static string State(JsonElement value)
    {
        var state = value.Text("data", "state");
        Assert.Equal((Filler(state), Hash(state)), (value.Text("data", "filler"), value.Text("data", "hash")));
        return state;
    }

    private static string Filler(string state) => string.Concat(Enumerable.Repeat(state, Letters / state.Length));

    private static string Hash(string state) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(state + Filler(state))));
}
