using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace Aspire.Hosting.Dcp;

/// <summary>How to reach the orchestrator: what its kubeconfig says.</summary>
internal sealed record DcpConnection(Uri Server, X509Certificate2 Authority, string Token)
{
    /// <summary>Reads the three values of the orchestrator's kubeconfig, which has one cluster and one user.</summary>
    public static bool TryParse(string kubeconfig, [NotNullWhen(true)] out DcpConnection? connection)
    {
        connection = null;
        var authority = Value(kubeconfig, "certificate-authority-data");
        if (!Uri.TryCreate(Value(kubeconfig, "server"), UriKind.Absolute, out var server)
            || Value(kubeconfig, "token") is not { Length: > 0 } token
            || authority is not { Length: > 0 }
            || !Base64.IsValid(authority))
        {
            return false;
        }

        connection = new(server, X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(authority))), token);
        return true;
    }

    private static string? Value(string kubeconfig, string key)
    {
        foreach (var line in kubeconfig.Split('\n')[..^1])
        {
            var entry = line.Trim().TrimStart('-').TrimStart();
            if (entry.StartsWith(key + ":", StringComparison.Ordinal))
            {
                return entry[(key.Length + 1)..].Trim().Trim('"');
            }
        }

        return null;
    }
}
