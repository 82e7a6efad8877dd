using ModelServing.ExperimentApi.Hosting;

namespace ModelServing.ExperimentApi.Tests.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help", 0, "Usage: ModelServing.ExperimentApi [flags]", "")]
    [InlineData("--version", 0, "0.1.0", "")]
    [InlineData("--bogus=1", 2, "", "unknown flag --bogus: --help lists the flags")]
    [InlineData("stray", 2, "", "unknown flag stray: --help lists the flags")]
    [InlineData("--urls=http://127.0.0.1:0 --kubeconfig k --ModelServing:Any=1", null, "", "")]
    public void Answer_EachFlag_AsPromised(string arguments, int? exitCode, string output, string error)
    {
        using var outputWriter = new StringWriter();
        using var errorWriter = new StringWriter();

        Assert.Equal(exitCode, CommandLine.Answer(arguments.Split(' '), outputWriter, errorWriter));
        Assert.Contains(output, outputWriter.ToString());
        Assert.Equal(error, errorWriter.ToString().TrimEnd());
    }
}
