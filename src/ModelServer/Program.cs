using ModelServing.ModelServer.Hosting;

return await CommandLine.RunAsync(args, CancellationToken.None);
