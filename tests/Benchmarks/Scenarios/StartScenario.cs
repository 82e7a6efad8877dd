using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;

namespace ModelServing.Benchmarks.Scenarios;

internal static class StartScenario
{
    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WriteHalfPlusTwo(folder.In("1"));
        List<double> seconds = [];
        List<double> processor = [];
        List<double> idle = [];
        List<double> loaded = [];
        for (var i = 0; i < 5; i++)
        {
            await using var server = await ServerProcess.StartModelServerAsync(folder.Path);
            seconds.Add(server.StartTime.TotalSeconds);
            processor.Add(server.ProcessorTime.TotalSeconds);
            idle.Add(server.ResidentMemory / 1e6);
            await Wrk.PostAsync(server.RestPort, Requests.Path, """{"instances":[1.0]}""", 2);
            loaded.Add(server.ResidentMemory / 1e6);
        }

        Report.Figure("start of the process to open ports", Report.Median(seconds), "s", new Goal(1, 1, LessIsBetter: true));
        Report.Figure("processor time for it", Report.Median(processor), "s");
        Report.Figure("resident memory at start", Report.Median(idle), "MB", new Goal(120, 120, LessIsBetter: true));
        Report.Figure("resident memory after 2 s of load", Report.Median(loaded), "MB", new Goal(120, 120, LessIsBetter: true));
    }
}
