using Microsoft.Extensions.Time.Testing;
using ModelServing.ControlPlane.Reconciliation;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Reconciliation;

public sealed class EventAggregationTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Of_ManyThatDifferOnlyInTheirMessage_CombinesThem()
    {
        var aggregation = new EventAggregation(_time);

        Assert.All(Enumerable.Range(0, 9), number => Assert.Equal(($"pod {number}", false), aggregation.Of("a", $"pod {number}")));

        Assert.Equal(("(combined from similar events): pod 9", true), aggregation.Of("a", "pod 9"));
        Assert.Equal(("pod 3", false), aggregation.Of("a", "pod 3"));
        Assert.Equal(("pod 9", false), aggregation.Of("b", "pod 9"));
    }

    [Fact]
    public void Of_AfterTenQuietMinutes_TellsThemApartAgain()
    {
        var aggregation = new EventAggregation(_time);
        Assert.True(Enumerable.Range(0, 20).Select(number => aggregation.Of("a", $"pod {number}")).ToList()[^1].IsCombined);

        _time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(("pod 20", false), aggregation.Of("a", "pod 20"));
    }
}
