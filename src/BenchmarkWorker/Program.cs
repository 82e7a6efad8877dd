using ModelServing.BenchmarkWorker.CommandLine;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Service;

if (args is ["run", ..])
{
    InlineCompletions.Enable();
}

if (await BenchmarkCommand.TryRunAsync(args, Console.Out, Console.Error, CancellationToken.None) is { } exitCode)
{
    return exitCode;
}

await BenchmarkService.Create(args).RunAsync();
return 0;
