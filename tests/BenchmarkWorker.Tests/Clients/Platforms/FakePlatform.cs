using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ModelServing.BenchmarkWorker.Tests.Clients.Platforms;

/// <summary>One model behind every protocol: REST on a port of HTTP/1.1, everything without TLS on a port of HTTP/2, and with it on a third.</summary>
internal sealed class FakePlatform : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakePlatform(WebApplication app, FakePlatformBehaviour behaviour)
    {
        _app = app;
        Behaviour = behaviour;
    }

    public FakePlatformBehaviour Behaviour { get; }

    public Uri Rest => Address(0);

    public Uri Http2 => Address(1);

    public Uri Tls => Address(2);

    public string Grpc => Http2.Authority;

    /// <summary>Gets what the predict requests so far came as: protocol version, Authorization and Host.</summary>
    public ConcurrentBag<(string Protocol, string? Authorization, string Host)> Seen => Behaviour.Seen;

    public static async Task<FakePlatform> StartAsync(FakePlatformBehaviour? behaviour = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(SelfSigned()));
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(behaviour ??= new());
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            if (context.Request.Method == "POST" && !context.Request.Path.Value!.EndsWith("Metadata", StringComparison.Ordinal)) // a request has a path
            {
                behaviour.Connections.Add(context.Connection.Id);
                behaviour.Deployments.Add($"{context.Request.Headers["seldon"]}.{context.Request.Headers["namespace"]}");
                behaviour.Seen.Add((context.Request.Protocol, context.Request.Headers.Authorization, context.Request.Host.Value ?? ""));
            }

            await next();
        });
        FakeRest.Map(app, behaviour);
        app.MapGrpcService<FakePredictionService>();
        app.MapGrpcService<FakeInferenceService>();
        app.MapGrpcService<FakeSeldonService>();
        await app.StartAsync();
        return new(app, behaviour);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private Uri Address(int index) => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(index)); // a started server has addresses
}

/// <summary>How the platform's protocols misbehave.</summary>
internal sealed class FakePlatformBehaviour
{
    /// <summary>Gets a protocol whose answers are wrong by <see cref="Bias"/>.</summary>
    public string? Wrong { get; init; }

    public float Bias { get; init; }

    /// <summary>Gets the status that every third gRPC prediction fails with.</summary>
    public StatusCode? Failure { get; init; }

    /// <summary>Gets whether gRPC predictions never end by themselves.</summary>
    public bool Hangs { get; init; }

    public ConcurrentBag<(string Protocol, string? Authorization, string Host)> Seen { get; } = [];

    public ConcurrentBag<string> Connections { get; } = [];

    public ConcurrentBag<string> Deployments { get; } = [];

    private int _calls;

    public float BiasOf(string protocol) => protocol == Wrong ? Bias : 0;

    public async Task BeforeAnswerAsync(ServerCallContext context)
    {
        if (Failure is { } status && Interlocked.Increment(ref _calls) % 3 == 0)
        {
            throw new RpcException(new Status(status, "as told"));
        }

        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        }
    }
}
