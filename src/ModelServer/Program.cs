using ModelServing.ModelServer.Hosting;

// The flags say where to listen. What a launcher sets for any .NET service would only be warned about, in the log of every model server.
Environment.SetEnvironmentVariable("ASPNETCORE_URLS", null);
return await CommandLine.RunAsync(args, CancellationToken.None);
