using ModelServing.Kubernetes.Selectors;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Selectors;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web", ["tier"] = "front", ["n"] = "5", ["a.b/c"] = "d" };

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier=front", true)]
    [InlineData("app = web , tier != back", true)]
    [InlineData("app=db", false)]
    [InlineData("app!=web", false)]
    [InlineData("missing!=x", true)]
    [InlineData("app", true)]
    [InlineData("missing", false)]
    [InlineData("!missing", true)]
    [InlineData("!app", false)]
    [InlineData("app in (db, web)", true)]
    [InlineData("app in (db),tier=front", false)]
    [InlineData("app notin (db,cache)", true)]
    [InlineData("missing notin (x)", true)]
    [InlineData("n>4", true)]
    [InlineData("n<5", false)]
    [InlineData("app>1", false)]
    [InlineData("a.b/c=d", true)]
    [InlineData("missing=", false)]
    public void Matches_FollowsTheGrammar(string? text, bool expected)
    {
        Assert.True(LabelSelector.TryParse(text, out var selector, out _));
        Assert.Equal(expected, selector.Matches(Labels));
    }

    [Theory]
    [InlineData("app=web=x")]
    [InlineData("app in web")]
    [InlineData("app in (web")]
    [InlineData("=web")]
    [InlineData("!app=web")]
    [InlineData("app web")]
    public void TryParse_Malformed_NamesTheTerm(string text)
    {
        Assert.False(LabelSelector.TryParse(text, out _, out var error));
        Assert.StartsWith("unable to parse requirement", error, StringComparison.Ordinal);
    }
}
