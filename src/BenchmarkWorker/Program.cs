using ModelServing.BenchmarkWorker.CommandLine;
using ModelServing.BenchmarkWorker.Service;

if (await BenchmarkCommand.TryRunAsync(args, Console.Out, Console.Error, CancellationToken.None) is { } exitCode)
{
    return exitCode;
}

await BenchmarkService.Create(args).RunAsync();
return 0;
