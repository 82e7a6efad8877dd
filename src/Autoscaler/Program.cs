using ModelServing.Autoscaler.Hosting;

if (CommandLine.Answer(args, Console.Out, Console.Error) is { } exitCode)
{
    return exitCode;
}

var app = AutoscalerApplication.Build(args);
app.Run();
return 0;
