using ModelServing.ModelServer.Configuration;
using Xunit;

namespace ModelServing.ModelServer.Tests.Configuration;

public class FlagParserTests
{
    [Fact]
    public void TryParse_KnownFlags_LastOneWins()
    {
        Assert.True(FlagParser.TryParse(
            ["--rest_api_port=8501", "--port=1", "--port=2", "--model_name=m", "--enable_batching", "--file_system_poll_wait_seconds=0.5", "--enable_profiler=false", "--nope=1", "extra"],
            out var flags,
            out var unused,
            out _));
        Assert.Equal(
            new ServerFlags { RestApiPort = 8501, Port = 2, ModelName = "m", EnableBatching = true, FileSystemPollWaitSeconds = 0.5 }, flags);
        Assert.Equal(["enable_profiler"], unused.Ignored);
        Assert.Equal(["--nope=1", "extra"], unused.Unknown);
    }

    [Theory]
    [InlineData("--port=abc", "--port does not take \"abc\": its type is int32")]
    [InlineData("--port", "--port needs a value: --port=<int32>")]
    [InlineData("--enable_batching=maybe", "--enable_batching does not take \"maybe\": its type is bool")]
    public void TryParse_BadFlag_IsNamed(string argument, string expected)
    {
        Assert.False(FlagParser.TryParse([argument], out _, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Help_Always_ListsEveryFlag() => Assert.All(FlagTable.Flags, flag => Assert.Contains($"--{flag.Name} ", FlagParser.Help()));
}
