using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Hosting;

/// <summary>TLS on the gRPC port: the server's certificate, and whose clients are let in.</summary>
internal sealed record GrpcTls(X509Certificate2 Certificate, X509Certificate2Collection Authorities, bool VerifiesClients)
{
    public static bool TryRead(SSLConfig config, [NotNullWhen(true)] out GrpcTls? tls, [NotNullWhen(false)] out string? error)
    {
        tls = null;
        error = null;
        try
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPem(config.CustomCa);
            tls = new GrpcTls(X509Certificate2.CreateFromPem(config.ServerCert, config.ServerKey), authorities, config.ClientVerify);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            error = $"server_cert, server_key and custom_ca must be PEM texts that belong together: {exception.Message}";
        }

        return tls is not null;
    }

    public void Apply(HttpsConnectionAdapterOptions options)
    {
        options.ServerCertificate = Certificate;
        if (VerifiesClients)
        {
            options.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            options.ClientCertificateValidation = (certificate, _, _) => IsKnown(certificate);
        }
    }

    /// <summary>A client is known when one of the authorities vouches for it; without authorities, the machine's.</summary>
    private bool IsKnown(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (Authorities.Count > 0)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        }

        return chain.Build(certificate);
    }
}
