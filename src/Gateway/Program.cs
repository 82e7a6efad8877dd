using ModelServing.Gateway.Hosting;

if (CommandLine.Answer(args, Console.Out, Console.Error) is { } exitCode)
{
    return exitCode;
}

var app = GatewayApplication.Build(args, builder => builder.AddClusterRoutes());
app.Run();
return 0;
