using ModelServing.ModelServer.Nodes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class NodeResourcesTests
{
    [Fact]
    public void Allocatable_ByDefault_HasRoomForAsManyUsualPodsAsThereMayBe()
    {
        var offered = NodeResources.Allocatable([]);

        Assert.Equal(("110", "220Gi", "110"), (offered["cpu"], offered["memory"], offered["pods"]));
    }

    [Fact]
    public void Allocatable_Settings_WinAndAdd()
    {
        var offered = NodeResources.Allocatable([KeyValuePair.Create<string, string?>("cpu", "500m"), KeyValuePair.Create<string, string?>("nvidia.com/gpu", "1"), KeyValuePair.Create<string, string?>("", null)]);

        Assert.Equal(("500m", "1", "220Gi"), (offered["cpu"], offered["nvidia.com/gpu"], offered["memory"]));
    }

    [Theory]
    [InlineData("lots")]
    [InlineData("")]
    [InlineData("-1")]
    public void Allocatable_NoQuantity_IsRefusedByName(string quantity) =>
        Assert.Contains("ModelServing:Allocatable:cpu", Assert.Throws<ArgumentException>(() => NodeResources.Allocatable([KeyValuePair.Create<string, string?>("cpu", quantity)])).Message, StringComparison.Ordinal);
}
