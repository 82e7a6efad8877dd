using ModelServing.Benchmarks.Scenarios;
using ModelServing.Benchmarks.Servers;

return args switch
{
    [BareServer.Command, ..] => await BareServer.RunAsync(args[1..]),
    [StallingServer.Command, ..] => await StallingServer.RunAsync(args[1..]),
    _ => await Scenario.RunAsync(args),
};
