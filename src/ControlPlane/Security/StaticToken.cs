using System.Security.Cryptography;
using System.Text;

namespace ModelServing.ControlPlane.Security;

/// <summary>A bearer token in a file of its own, kept over restarts.</summary>
internal sealed class StaticToken
{
    private const int Bytes = 32;

    private readonly byte[] _hash;

    private StaticToken(string value)
    {
        Value = value;
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(value));
    }

    public string Value { get; }

    public static StaticToken LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));
        }

        return new StaticToken(File.ReadAllText(path).Trim());
    }

    /// <summary>Compares in constant time, whatever the length of the candidate.</summary>
    public bool Matches(string candidate) =>
        CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(candidate)));
}
