using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Where a list goes on: after which object, in the snapshot of which version.</summary>
/// <remarks><c>token = base64url( {"v":"meta.k8s.io/v1","rv":version,"start":namespace "/" name} )</c>; version -1 stands for whatever is there now.</remarks>
internal sealed record ContinueToken(long Version, StoreKey After)
{
    /// <summary>The version of a token that goes on in the present instead of the past.</summary>
    public const long Latest = -1;

    private const string Format = "meta.k8s.io/v1";

    public static bool TryParse(string text, [NotNullWhen(true)] out ContinueToken? token)
    {
        token = null;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            var start = json.RootElement.Text("start").Split('/');
            if (json.RootElement.Text("v") == Format && start is [var ns, { Length: > 0 } name] && TryVersion(json.RootElement, out var version))
            {
                token = new ContinueToken(version, new StoreKey("", ns, name));
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // No token of ours.
        }

        return token is not null;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new JsonObject
    {
        ["v"] = Format,
        ["rv"] = Version,
        ["start"] = $"{After.Namespace}/{After.Name}",
    }.ToJsonString()));

    private static bool TryVersion(JsonElement token, out long version) =>
        long.TryParse(token.Text("rv"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out version) && version is Latest or > 0;
}
