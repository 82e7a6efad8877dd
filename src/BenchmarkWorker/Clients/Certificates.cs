namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Whom to believe over TLS.</summary>
internal static class Certificates
{
    public static void Apply(SocketsHttpHandler handler, ClientSettings settings)
    {
        if (settings.Insecure)
        {
#pragma warning disable CA5359 // the user asked for it
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359 // and only here
        }
    }
}
