using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Hosting;

/// <summary>The gRPC service on TLS and on a Unix socket.</summary>
public sealed class GrpcListenerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("grpc-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Socket_StaleOneInPlace_AnswersLikeThePort()
    {
        var path = Path.Combine(_folder.FullName, "s");
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        await using var server = await TestServer.StartAsync(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["1"], options => options with { GrpcSocketPath = path });
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken) };

        Assert.Equal(3f, await PredictAsync("http://localhost", handler));
        Assert.Equal(200, (await server.GetAsync("/v1/models/default")).Status);
        Assert.NotEqual(0, server.Server.GrpcPort);
    }

    [Fact]
    public async Task Tls_Client_TrustsTheCertificateOfTheFile()
    {
        using var authority = Authority();
        using var certificate = Issue(authority, "localhost");
        var options = Read(authority, certificate, clientVerify: false);
        await using var server = await TestServer.StartAsync(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["1"], defaults => defaults with { GrpcTls = options.GrpcTls });
        using var handler = Handler(certificate, client: null);

        Assert.Equal(3f, await PredictAsync($"https://localhost:{server.Server.GrpcPort}", handler));
    }

    [Fact]
    public async Task Tls_ClientVerify_LetsInOnlyTheAuthoritysClients()
    {
        using var authority = Authority();
        using var certificate = Issue(authority, "localhost");
        using var stranger = Authority();
        using var strangersClient = Issue(stranger, "client");
        using var client = Issue(authority, "client");
        var options = Read(authority, certificate, clientVerify: true);
        await using var server = await TestServer.StartAsync(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["1"], defaults => defaults with { GrpcTls = options.GrpcTls });
        var address = $"https://localhost:{server.Server.GrpcPort}";

        Assert.Equal(3f, await PredictAsync(address, Handler(certificate, client)));
        await Assert.ThrowsAsync<RpcException>(() => PredictAsync(address, Handler(certificate, strangersClient)));
        await Assert.ThrowsAsync<RpcException>(() => PredictAsync(address, Handler(certificate, client: null)));
    }

    [Fact]
    public void Tls_FileWithoutACertificate_IsRefusedAtStart()
    {
        var file = Path.Combine(_folder.FullName, "ssl");
        File.WriteAllText(file, "server_key: \"x\" server_cert: \"y\"");

        Assert.False(ServerOptionsReader.TryRead(new ServerFlags { ModelBasePath = _folder.FullName, SslConfigFile = file }, out _, out var error));
        Assert.StartsWith($"{file}: server_cert, server_key and custom_ca must be PEM texts that belong together: ", error);
    }

    [Theory]
    [InlineData(0, "", 8501, "one of --port and --grpc_socket_path is needed")]
    [InlineData(0, "/tmp/s", 8501, null)]
    [InlineData(8500, "", 8500, null)]
    public void TryRead_Ports_FollowTheRules(int port, string socket, int restPort, string? refusal)
    {
        var flags = new ServerFlags { ModelBasePath = _folder.FullName, Port = port, GrpcSocketPath = socket, RestApiPort = restPort };

        Assert.Equal(refusal is null, ServerOptionsReader.TryRead(flags, out var options, out var error));
        Assert.Equal(refusal, error);
        Assert.Equal(refusal is null && restPort == port, options?.PortsCollide ?? false);
        Assert.Equal(refusal is not null || restPort == port ? null : restPort, options?.RestPort);
    }

    private ServerOptions Read(X509Certificate2 authority, X509Certificate2 certificate, bool clientVerify)
    {
        var file = Path.Combine(_folder.FullName, "ssl");
        using var key = certificate.GetECDsaPrivateKey();
        File.WriteAllText(file, $"server_key: {Quote(key!.ExportPkcs8PrivateKeyPem())} server_cert: {Quote(certificate.ExportCertificatePem())} " // it was issued with one
            + $"custom_ca: {Quote(authority.ExportCertificatePem())} client_verify: {(clientVerify ? "true" : "false")}");
        Assert.True(ServerOptionsReader.TryRead(new ServerFlags { ModelBasePath = _folder.FullName, SslConfigFile = file }, out var options, out var error), error);
        return options;
    }

    private static string Quote(string text) => $"\"{text.Replace("\n", "\\n")}\"";

    private static async Task<float> PredictAsync(string address, HttpMessageHandler handler)
    {
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler });
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "default" }, Inputs = { ["x"] = TensorProtoCodec.Encode(Tensor.Create([1], 2f)) } };
        return (await new PredictionService.PredictionServiceClient(channel).PredictAsync(request)).Outputs["y"].FloatVal[0];
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static SocketsHttpHandler Handler(X509Certificate2 server, X509Certificate2? client) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = client is null ? null : [client],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetRawCertData().AsSpan().SequenceEqual(server.RawData) == true,
        },
    };

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=authority {Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(authority, DateTimeOffset.UnixEpoch, authority.NotAfter, [1, 2, 3, (byte)name.Length]);
        return issued.CopyWithPrivateKey(key);
    }
}
