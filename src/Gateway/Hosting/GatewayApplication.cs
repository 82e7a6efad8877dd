using ModelServing.Gateway.Forwarding;
using ModelServing.Gateway.Graphs;
using ModelServing.Gateway.Routes;
using ModelServing.Gateway.Telemetry;
using ModelServing.ServiceDefaults;

namespace ModelServing.Gateway.Hosting;

/// <summary>Puts the gateway together; tests leave the cluster out and publish their own routes.</summary>
internal static class GatewayApplication
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder> addRoutes)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args });
        builder.Configuration.AddCommandLine(args, CommandLine.Settings);
        builder.AddServiceDefaults();
        builder.ConfigureListeners();
        builder.AddForwarding();
        addRoutes(builder);

        var app = builder.Build();
        app.UseRouting();
        app.UseMiddleware<GatewayMiddleware>();
        app.MapDefaultEndpoints();
        return app;
    }

    private static void AddForwarding(this WebApplicationBuilder builder)
    {
        // One line per request would cost more than the request.
        builder.Logging.AddFilter("Yarp", LogLevel.Error).AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        builder.Services.AddHttpForwarder();
        builder.Services.AddOptions<ForwardingOptions>().BindConfiguration(ForwardingOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<Microsoft.Extensions.Options.IValidateOptions<ForwardingOptions>, ForwardingOptionsValidator>();
        builder.Services.AddSingleton(Random.Shared);
        builder.Services.AddSingleton<RouteTableStore>();
        builder.Services.AddSingleton<BackendConnections>();
        builder.Services.AddSingleton<Forwarder>();
        builder.Services.AddSingleton<NodeClient>();
        builder.Services.AddSingleton<SeldonExecutor>();
        builder.Services.AddSingleton<SeldonGrpcRoutes>();
        builder.Services.AddSingleton<GatewayMetrics>();
    }
}
