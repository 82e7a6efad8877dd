using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ModelServing.Autoscaler.Hosting;

/// <summary>Opens HTTP/1.1 and gRPC's HTTP/2 on listeners of their own: without TLS one port cannot tell them apart.</summary>
internal static class ListenerSetup
{
    private const string DefaultHttp = "http://127.0.0.1:8092";
    private const string DefaultGrpc = "http://127.0.0.1:8093";

    public static void ConfigureListeners(this WebApplicationBuilder builder)
    {
        var http = builder.Configuration["urls"] is { Length: > 0 } urls ? urls : DefaultHttp;
        var grpc = builder.Configuration["ModelServing:Autoscaler:GrpcUrls"] is { Length: > 0 } grpcUrls ? grpcUrls : DefaultGrpc;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Listen(kestrel, http, HttpProtocols.Http1);
            Listen(kestrel, grpc, HttpProtocols.Http2);
        });

        // The addresses are in Kestrel's options now; as URLs they would only draw a warning.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "");
    }

    private static void Listen(KestrelServerOptions kestrel, string urls, HttpProtocols protocols)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            var any = !IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip);
            if (any && address.Host != "localhost")
            {
                kestrel.ListenAnyIP(address.Port, listen => listen.Protocols = protocols);
            }
            else
            {
                kestrel.Listen(ip ?? IPAddress.Loopback, address.Port, listen => listen.Protocols = protocols);
            }
        }
    }
}
