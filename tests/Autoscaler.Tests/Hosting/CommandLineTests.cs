using ModelServing.Autoscaler.Hosting;
using ModelServing.Testing;

namespace ModelServing.Autoscaler.Tests.Hosting;

public class CommandLineTests
{
    [Theory]
    [InlineData("--nonsense", "unknown flag --nonsense: --help lists the flags")]
    [InlineData("forecast", "--csv FILE is missing")]
    [InlineData("forecast --csv=x", "--horizon N is missing")]
    [InlineData("forecast --csv=x --horizon zero", "--horizon has no usable value: zero")]
    [InlineData("forecast --horizons 3", "unknown flag --horizons: --help lists the flags")]
    public void Answer_BadFlag_ExitsWithTwoAndOneLine(string line, string message)
    {
        var (code, output, errors) = Run(line.Split(' '));

        Assert.Equal((2, "", message), (code, output, errors.TrimEnd()));
    }

    [Fact]
    public void Answer_HelpAndVersion_ExitWithZero()
    {
        Assert.Equal(0, Run("--help").Code);
        Assert.Equal((0, "0.1.0", ""), (Run("--version").Code, Run("--version").Output.Trim(), Run("--version").Errors));
    }

    [Fact]
    public void Answer_KnownFlags_RunTheService() =>
        Assert.Null(Run("--urls", "http://127.0.0.1:0", "--ModelServing:Autoscaler:QueryTimeout=00:00:05").Code);

    [Fact]
    public void Forecast_RecordedLoad_PrintsEveryStep()
    {
        var file = RepositoryPaths.InSharedData("traces", "nab_nyc_taxi_30min.csv");

        var (code, output, _) = Run("forecast", "--csv", file, "--horizon=48");

        Assert.Equal(0, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("timestamp,forecast,lower,upper", lines[0].Trim());
        Assert.Equal(49, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.All(line.Trim().Split(',').Skip(1), value => Assert.True(double.Parse(value) >= 0)));
    }

    private static (int? Code, string Output, string Errors) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (CommandLine.Answer(args, output, errors), output.ToString(), errors.ToString());
    }
}
