using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Aspire.Hosting.Dcp;

namespace ModelServing.Hosting.Local.Tests.Dcp;

public sealed class DcpConnectionTests
{
    [Fact]
    public void TryParse_WholeFile_HasAddressAuthorityAndToken()
    {
        Assert.True(DcpConnection.TryParse(Kubeconfig(), out var connection));

        Assert.Equal(new Uri("https://127.0.0.1:41234"), connection.Server);
        Assert.Equal("CN=test", connection.Authority.Subject);
        Assert.Equal("secret", connection.Token);
    }

    [Fact]
    public void TryParse_EveryPrefix_IsIncompleteAndNeverThrows()
    {
        var whole = Kubeconfig();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(DcpConnection.TryParse(whole[..length], out _));
        }
    }

    private static string Kubeconfig()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var pem = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        return $"clusters:\n- cluster:\n    certificate-authority-data: {pem}\n    server: https://127.0.0.1:41234\n  name: c\nusers:\n- name: u\n  user:\n    token: secret\n";
    }
}
