using ModelServing.ModelServer.Versions;
using Xunit;

namespace ModelServing.ModelServer.Tests.Versions;

public class AvailabilityPreservingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("1+Start 2+Start", "load 2")]
    [InlineData("1-Available 2+Start", "load 2")]
    [InlineData("1-Available 2+Loading", "")]
    [InlineData("1-Available 2+End", "")]
    [InlineData("1-Available 2+Available", "unload 1")]
    [InlineData("1-Available", "unload 1")]
    [InlineData("1-Available 2-Available 3+Start", "unload 1")]
    [InlineData("1-Unloading 2+Start 3+Available", "load 2")]
    public void Decide_Versions_KeepsOneServing(string versions, string expected)
    {
        VersionView[] views =
        [
            .. versions.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => new VersionView(text[0] - '0', Enum.Parse<VersionState>(text[2..]), text[1] == '+')),
        ];

        var action = AvailabilityPreserving.Decide(views);

        Assert.Equal(expected, action is { } step ? $"{(step.IsLoad ? "load" : "unload")} {step.Version}" : "");
    }
}
