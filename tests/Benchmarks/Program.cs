using ModelServing.Benchmarks.Scenarios;
using ModelServing.Benchmarks.Servers;

return args is [BareServer.Command, ..] ? await BareServer.RunAsync(args[1..]) : await Scenario.RunAsync(args);
