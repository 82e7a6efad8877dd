using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Security;

/// <summary>Signs and checks JSON web tokens (ES256) with a key of the cluster's own, kept over restarts.</summary>
/// <remarks><c>token = base64url(header) "." base64url(claims) "." base64url(signature)</c></remarks>
internal sealed class ServiceAccountKey : IDisposable
{
    private const int MaxLength = 8 * 1024;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _header;

    public ServiceAccountKey(string path)
    {
        if (File.Exists(path))
        {
            _key.ImportFromPem(File.ReadAllText(path));
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
            PrivateFile.Write(path, _key.ExportPkcs8PrivateKeyPem());
        }

        var id = Base64Url.EncodeToString(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()));
        _header = Encode(new JsonObject { ["alg"] = "ES256", ["kid"] = id });
    }

    public string Sign(JsonObject claims)
    {
        var text = $"{_header}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    /// <summary>Gives the claims of a token with this key's header and signature, else null.</summary>
    public JsonObject? Verify(string token)
    {
        // The header is compared, never obeyed: a token does not choose its algorithm.
        if (token.Length > MaxLength || token.Split('.') is not [var header, var claims, var signature] || header != _header)
        {
            return null;
        }

        try
        {
            var isOurs = _key.VerifyData(Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256);
            return isOurs ? JsonBytes.ToObject(Base64Url.DecodeFromChars(claims)) : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(JsonObject value) => Base64Url.EncodeToString(JsonBytes.Of(value));
}
