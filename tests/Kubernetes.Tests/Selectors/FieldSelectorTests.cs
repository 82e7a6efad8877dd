using ModelServing.Kubernetes.Selectors;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Selectors;

public sealed class FieldSelectorTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("spec.nodeName=node-1", true)]
    [InlineData("spec.nodeName==node-1,metadata.name=a", true)]
    [InlineData("spec.nodeName!=node-1", false)]
    [InlineData("spec.nodeName=", false)]
    [InlineData("status.phase=", true)]
    public void Matches_ComparesTexts(string text, bool expected)
    {
        Assert.True(FieldSelector.TryParse(text, out var selector, out _));
        Assert.Equal(expected, selector.Matches(path => path switch { "spec.nodeName" => "node-1", "metadata.name" => "a", _ => "" }));
    }

    [Theory]
    [InlineData("spec.nodeName")]
    [InlineData("=x")]
    public void TryParse_Malformed_IsRefused(string text) => Assert.False(FieldSelector.TryParse(text, out _, out _));
}
