using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Service;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Service;

public class RequestFilesTests
{
    private static readonly string Folder = Path.GetFullPath("/srv/benchmark");

    [Theory]
    [InlineData("day.txt", "/srv/benchmark/day.txt")]
    [InlineData("week/day.txt", "/srv/benchmark/week/day.txt")]
    [InlineData("week/../day.txt", "/srv/benchmark/day.txt")]
    [InlineData("/srv/benchmark/day.txt", "/srv/benchmark/day.txt")]
    public void Find_NameInTheFolder_IsThatFile(string name, string path) =>
        Assert.Equal((path, path, path, path), RequestFiles.Find(All(name), Folder) is ({ } found, null) ? (found.Requests, found.Golden, found.ArrivalFile, found.Kubeconfig) : default);

    [Theory]
    [InlineData("../passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("week/../../passwd")]
    [InlineData("/srv/benchmarks/day.txt")]
    [InlineData("")]
    [InlineData("day\0.txt")]
    public void Find_NameElsewhere_IsRefused(string name)
    {
        Assert.Equal((null, $"--requests: {name} is not in the folder for files that requests name"), RequestFiles.Find(new() { Requests = name }, Folder));
        Assert.NotNull(RequestFiles.Find(new() { Golden = name }, Folder).Problem);
        Assert.NotNull(RequestFiles.Find(new() { ArrivalFile = name }, Folder).Problem);
        Assert.NotNull(RequestFiles.Find(new() { Kubeconfig = name }, Folder).Problem);
    }

    [Fact]
    public void Find_NoFolder_LetsNamesOfNoFileThrough()
    {
        Assert.Equal("off", RequestFiles.Find(new() { Golden = "off" }, null).Request?.Golden);
        Assert.Equal("auto", RequestFiles.Find(new() { Golden = "auto" }, null).Request?.Golden);
        Assert.StartsWith("--golden names a file", RequestFiles.Find(new() { Golden = "g.json" }, null).Problem, StringComparison.Ordinal);
    }

    private static RunRequest All(string name) => new() { Requests = name, Golden = name, ArrivalFile = name, Kubeconfig = name };
}
