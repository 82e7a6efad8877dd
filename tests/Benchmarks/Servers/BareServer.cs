using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ModelServing.Benchmarks.Servers;

/// <summary>The least that ASP.NET Core can do with a request: read the body and write a constant, or decode a message and encode it again.</summary>
internal static class BareServer
{
    public const string Command = "serve-bare";

    private static readonly byte[] Scratch = new byte[1 << 16];

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = Create(int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture), args[2]);
        await app.RunAsync();
        return 0;
    }

    public static WebApplication Create(int restPort, int grpcPort, string text)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(grpcPort, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.ListenLocalhost(restPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<EchoService>();
        var answer = Encoding.UTF8.GetBytes(text);
        app.MapFallback(context => AnswerAsync(context, answer));
        return app;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] answer)
    {
        while (await context.Request.Body.ReadAsync(Scratch) > 0)
        {
            // What is read does not matter.
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }
}
