using ModelServing.Autoscaler.Decisions;

namespace ModelServing.Autoscaler.Tests.Decisions;

public sealed class DecisionTests
{
    [Theory]
    [InlineData(ScalingDirection.Hold, 2, null, "Hold at 2")]
    [InlineData(ScalingDirection.Hold, 2, 5, "Hold at 2")]
    [InlineData(ScalingDirection.Hold, null, null, "Hold")]
    [InlineData(ScalingDirection.Up, 2, 3, "Up from 2 to 3")]
    [InlineData(ScalingDirection.Down, 3, 1, "Down from 3 to 1")]
    public void Summary_EachDirection_NamesOnlyWhatIsKnown(object direction, int? current, int? desired, string summary)
        => Assert.Equal(summary, new Decision((ScalingDirection)direction, current, desired, "").Summary);
}
