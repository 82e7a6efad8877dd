using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Grpc;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Grpc;

public sealed class DirectPredictTests : IAsyncLifetime
{
    private readonly RunDeadlines _deadlines = new(TimeProvider.System);
    private TestServer _server = null!; // set before each test

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["123"]);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _deadlines.Dispose();
    }

    [Theory]
    [InlineData("default", "x", "serving_default")]
    [InlineData("default", "ä 50 % \n", "serving_default")]
    [InlineData("default", "x", "long")]
    [InlineData("unknown", "x", "serving_default")]
    [InlineData("", "x", "serving_default")]
    public async Task Predict_WithoutTheLibrary_AnswersTheSameBytes(string model, string input, string signature)
    {
        var name = signature == "long" ? new string('ü', 2000) : signature;
        var message = Frame(Request(model, input, name));

        var direct = await PostAsync(message);
        var library = await PostAsync(message, ("grpc-encoding", "identity"));

        Assert.Equal(library, direct);
        Assert.Contains("grpc-status=", direct, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20m", "4")]
    [InlineData("99999999H", "0")]
    public async Task Predict_Timeout_BoundsTheRun(string timeout, string status)
    {
        var half = FunctionModel.HalfPlus(2);
        await using var server = await TestServer.StartAsync(
            new FunctionLoader(_ => new FunctionModel(half.Signatures["serving_default"], inputs =>
            {
                TestContext.Current.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(300));
                return half.Run("serving_default", inputs, null);
            })),
            ["1"]);

        var answer = await PostAsync(server, Frame(Request("default", "x", "serving_default")), ("grpc-timeout", timeout));

        Assert.Contains($"grpc-status={status}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_WholeMessage_DoesNotReachTheLibrary()
    {
        var (isDirect, left) = await HandleAsync(Frame(Request("default", "x", "serving_default")));

        Assert.True(isDirect);
        Assert.Equal(0, left);
    }

    [Theory]
    [InlineData("half")]
    [InlineData("open")]
    [InlineData("empty")]
    [InlineData("compressed")]
    [InlineData("twice")]
    [InlineData("unreadable")]
    [InlineData("encoding")]
    [InlineData("type")]
    [InlineData("timeout")]
    [InlineData("traced")]
    [InlineData("method")]
    [InlineData("path")]
    public async Task Predict_AnythingUnusual_IsLeftWholeToTheLibrary(string what)
    {
        var body = Frame(Request("default", "x", "serving_default"));
        var sent = what switch
        {
            "half" => body[..^1],
            "empty" => body[..0],
            "compressed" => (byte[])[1, .. body[1..]],
            "twice" => [.. body, .. body],
            "unreadable" => [0, 0, 0, 0, 1, 0xff],
            _ => body,
        };
        using var activity = what == "traced" ? new Activity("call").Start() : null;

        var (isDirect, left) = await HandleAsync(
            sent,
            isComplete: what != "open",
            request =>
            {
                request.ContentType = what == "type" ? "application/grpc+json" : "application/grpc";
                request.Method = what == "method" ? "PUT" : "POST";
                request.Path = what == "path" ? "/tensorflow.serving.PredictionService/Classify" : PredictMethod.Path;
                if (what is "encoding" or "timeout")
                {
                    request.Headers[$"grpc-{what}"] = what == "encoding" ? "gzip" : "soon";
                }
            });

        Assert.False(isDirect);
        Assert.Equal(sent.Length, left);
    }

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3000)]
    [InlineData("99999999m", 99_999_999)]
    [InlineData("5000u", 5)]
    [InlineData("7000000n", 7)]
    [InlineData("0n", 0)]
    public void Timeout_DigitsAndUnit_IsRead(string text, double milliseconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(milliseconds, timeout.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1x")]
    [InlineData("-1S")]
    [InlineData(" 1S")]
    [InlineData("100000000S")]
    public void Timeout_Else_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    private static PredictRequest Request(string model, string input, string signature) => new()
    {
        ModelSpec = new ModelSpec { Name = model, SignatureName = signature },
        Inputs = { [input] = TensorProtoCodec.Encode(Tensor.Create([2], 2f, 3f)) },
    };

    private static byte[] Frame(PredictRequest request)
    {
        var message = request.ToByteArray();
        byte[] frame = [0, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    private Task<string> PostAsync(byte[] frame, params (string Name, string Value)[] headers) => PostAsync(_server, frame, headers);

    /// <summary>Tells all of an answer but its date.</summary>
    private static async Task<string> PostAsync(TestServer server, byte[] frame, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Server.GrpcPort}") };
        using var request = new HttpRequestMessage(HttpMethod.Post, PredictMethod.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Content.Headers.ContentType = new("application/grpc");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var fields = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).Where(header => header.Key != "Date");
        return string.Join(
            '\n',
            [
                $"{(int)response.StatusCode}",
                .. fields.Select(header => $"{header.Key}={header.Value}").Order(StringComparer.Ordinal),
                Convert.ToHexString(body),
                .. response.TrailingHeaders.NonValidated.Select(header => $"trailer {header.Key}={header.Value}"),
            ]);
    }

    /// <summary>Handles a call beside the server; also gives the number of bytes that the body still has.</summary>
    private async Task<(bool IsDirect, long Left)> HandleAsync(byte[] body, bool isComplete = true, Action<HttpRequest>? change = null)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(body, TestContext.Current.CancellationToken);
        if (isComplete)
        {
            await pipe.Writer.CompleteAsync();
        }

        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Body(pipe.Reader));
        context.Features.Set<IHttpResponseTrailersFeature>(new TrailersFeature());
        context.Request.Method = "POST";
        context.Request.Path = PredictMethod.Path;
        context.Request.ContentType = "application/grpc";
        change?.Invoke(context.Request);
        var endpoint = new PredictEndpoint(_server.Server.Catalog, new ServerMetrics(), new ServerOptions(), _deadlines, TimeProvider.System);
        var answer = new DirectPredict(endpoint).TryAnswer(context);
        await (answer ?? Task.CompletedTask);
        return (answer is not null, pipe.Reader.TryRead(out var rest) ? rest.Buffer.Length : 0);
    }

    private sealed record Body(PipeReader Reader) : IRequestBodyPipeFeature;

    private sealed class TrailersFeature : IHttpResponseTrailersFeature
    {
        public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();
    }
}
