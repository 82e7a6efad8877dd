using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModelServing.ControlPlane.Security;

/// <summary>The cluster's own certificate authority and the API's certificate, kept over restarts so that kubeconfigs stay valid.</summary>
internal sealed class CertificateAuthority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly string _folder;
    private readonly TimeProvider _timeProvider;
    private readonly X509Certificate2 _authority;

    public CertificateAuthority(string folder, TimeProvider timeProvider)
    {
        _folder = folder;
        _timeProvider = timeProvider;
        Directory.CreateDirectory(folder);
        _authority = Load("ca") ?? Save("ca", CreateAuthority());
        var server = Load("apiserver") ?? Save("apiserver", CreateServer());

        // TLS on Windows needs a key that is not ephemeral; the detour is harmless elsewhere.
        ServerCertificate = X509CertificateLoader.LoadPkcs12(server.Export(X509ContentType.Pkcs12), null);
    }

    public X509Certificate2 ServerCertificate { get; }

    public string AuthorityPem => _authority.ExportCertificatePem();

    private X509Certificate2? Load(string name)
    {
        var certificate = Path.Combine(_folder, $"{name}.crt");
        var key = Path.Combine(_folder, $"{name}.key");
        if (!File.Exists(certificate) || !File.Exists(key))
        {
            return null;
        }

        var loaded = X509Certificate2.CreateFromPemFile(certificate, key);
        var isValid = loaded.NotAfter.ToUniversalTime() - _timeProvider.GetUtcNow().UtcDateTime > RenewBefore;
        return isValid && (name == "ca" || loaded.Issuer == _authority.Subject) ? loaded : null;
    }

    private X509Certificate2 Save(string name, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException($"the {name} certificate has no key");
        PrivateFile.Write(Path.Combine(_folder, $"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        PrivateFile.Write(Path.Combine(_folder, $"{name}.crt"), certificate.ExportCertificatePem());
        return certificate;
    }

    private X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // The name is new each time: what an older authority signed is then known to be outdated.
        var name = $"CN=modelserving-ca-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(NotBefore(), NotBefore() + AuthorityLifetime);
    }

    private X509Certificate2 CreateServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var name in (string[])["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", Dns.GetHostName()])
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        using var signed = request.Create(_authority, NotBefore(), NotBefore() + ServerLifetime, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>An hour ago: clocks of clients differ.</summary>
    private DateTimeOffset NotBefore() => _timeProvider.GetUtcNow() - TimeSpan.FromHours(1);
}
