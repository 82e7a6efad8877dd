using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ModelServing.Hosting;

/// <summary>How to reach the local cluster: what the kubeconfig that its control plane writes says.</summary>
internal sealed record ClusterConnection(Uri Server, X509Certificate2 Authority, string Token)
{
    /// <summary>Reads a kubeconfig with one cluster and one user.</summary>
    /// <exception cref="DistributedApplicationException">The file is missing or lacks an entry.</exception>
    public static ClusterConnection Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new DistributedApplicationException($"{path} does not exist yet: the control plane writes it when it starts.");
        }

        var lines = File.ReadAllLines(path);
        try
        {
            var authority = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(Value(path, lines, "certificate-authority-data"))));
            return new(new Uri(Value(path, lines, "server")), authority, Value(path, lines, "token"));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            throw new DistributedApplicationException($"{path} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Creates a client that sends the token and trusts this authority only.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { Authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        return new HttpClient(handler)
        {
            BaseAddress = Server,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
        };
    }

    private static string Value(string path, IEnumerable<string> lines, string key)
        => lines.Select(line => line.Trim().TrimStart('-').TrimStart())
            .Where(line => line.StartsWith(key + ":", StringComparison.Ordinal))
            .Select(line => line[(key.Length + 1)..].Trim().Trim('"', '\''))
            .FirstOrDefault()
            ?? throw new DistributedApplicationException($"{path} has no '{key}'.");
}
