using k8s.Models;
using ModelServing.ModelServer.Nodes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class LaunchTests
{
    [Theory]
    [InlineData("500m", "--a", "--a --tensorflow_intra_op_parallelism=1")]
    [InlineData("1500m", "--a", "--a --tensorflow_intra_op_parallelism=2")]
    [InlineData("4", "--a", "--a")]
    [InlineData("1", "--tensorflow_session_parallelism=3", "--tensorflow_session_parallelism=3")]
    public void CpuLimit_Apply_IsTheThreadsOfTheSessions(string limit, string arguments, string expected)
    {
        var limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(limit) };
        var container = new V1Container { Resources = new V1ResourceRequirements { Limits = limits } };

        Assert.Equal(expected, string.Join(' ', CpuLimit.Apply(arguments.Split(' '), container, processors: 4)));
    }

    [Fact]
    public void LoggingFields_Drop_TakesOutOnlyWhatLoggingDoesNotKnow()
    {
        var (text, dropped) = LoggingFields.Drop("model_config_list { config {\n  logging_config { log_requests: true, sampling_config { sampling_rate: 0.1 } }\n  nmae: 'x' } }");

        Assert.Equal(["log_requests"], dropped);
        Assert.DoesNotContain("log_requests", text, StringComparison.Ordinal);
        Assert.Contains("sampling_rate: 0.1", text, StringComparison.Ordinal);
        Assert.Contains("nmae: 'x'", text, StringComparison.Ordinal);
    }
}
