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
    public void Find_NameInTheFolder_IsThatFile(string name, string path)
    {
        var (found, problems) = RequestFiles.Find(All(name), Folder);

        Assert.Equal((path, path, path, path), (found.Requests, found.Golden, found.ArrivalFile, found.Kubeconfig));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("../passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("week/../../passwd")]
    [InlineData("/srv/benchmarks/day.txt")]
    [InlineData("")]
    [InlineData("day\0.txt")]
    public void Find_NameElsewhere_IsRefused(string name)
    {
        var (found, problems) = RequestFiles.Find(All(name), Folder);

        Assert.Equal((null, null, null, null), (found.Requests, found.Golden, found.ArrivalFile, found.Kubeconfig));
        Assert.Equal(["arrival_file", "requests", "golden", "kubeconfig"], problems.Select(problem => problem.Member));
        Assert.Equal($"requests: {name} is not in the folder for files that requests name", problems[1].InMembers);
    }

    [Theory]
    [InlineData("inside/day.txt", "inside/day.txt")]
    [InlineData("alias.txt", "inside/day.txt")]
    [InlineData("alias/day.txt", "inside/day.txt")]
    [InlineData("round/../inside/day.txt", "inside/day.txt")]
    [InlineData("secret.txt", null)]
    [InlineData("chain.txt", null)]
    [InlineData("out/secret.txt", null)]
    [InlineData("out/new.txt", null)]
    [InlineData("up/secret.txt", null)]
    [InlineData("round", null)]
    public void Find_Link_IsFollowedWithinTheFolder(string name, string? file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links take a privilege");
        var home = Directory.CreateTempSubdirectory("request-files");
        var (outside, folder) = (home.CreateSubdirectory("elsewhere").FullName, home.CreateSubdirectory("files").FullName);
        Directory.CreateDirectory(Path.Combine(folder, "inside"));
        File.WriteAllText(Path.Combine(outside, "secret.txt"), "secret");
        File.WriteAllText(Path.Combine(folder, "inside", "day.txt"), "{}");
        Directory.CreateSymbolicLink(Path.Combine(home.FullName, "configured"), folder);
        foreach (var (link, target) in new[]
        {
            ("alias.txt", "inside/day.txt"), ("alias", Path.Combine(folder, "inside")), ("round", "round"), ("secret.txt", Path.Combine(outside, "secret.txt")),
            ("chain.txt", "secret.txt"), ("out", outside), ("up", "inside/../../elsewhere"),
        })
        {
            File.CreateSymbolicLink(Path.Combine(folder, link), target);
        }

        foreach (var configured in new[] { folder, Path.Combine(home.FullName, "configured") })
        {
            var (found, problems) = RequestFiles.Find(new() { Requests = name }, configured);

            Assert.Equal(file is null ? null : Path.Combine(folder, file), found.Requests);
            Assert.Equal(file is null ? 1 : 0, problems.Count);
        }

        home.Delete(recursive: true);
    }

    [Fact]
    public void Find_NoFolder_LetsNamesOfNoFileThrough()
    {
        Assert.Equal("off", RequestFiles.Find(new() { Golden = "off" }, null).Request.Golden);
        Assert.Equal("auto", RequestFiles.Find(new() { Golden = "auto" }, null).Request.Golden);
        Assert.StartsWith("golden names a file", RequestFiles.Find(new() { Golden = "g.json" }, null).Problems.Single().InMembers, StringComparison.Ordinal);
    }

    private static RunRequest All(string name) => new() { Requests = name, Golden = name, ArrivalFile = name, Kubeconfig = name };
}
