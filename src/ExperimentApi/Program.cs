using ModelServing.ExperimentApi.Hosting;

if (CommandLine.Answer(args, Console.Out, Console.Error) is { } exitCode)
{
    return exitCode;
}

var app = ExperimentApplication.Build(args);
app.Run();
return 0;
