using System.Text;
using System.Text.Json.Nodes;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Targets;

public class PayloadFactoryTests
{
    private static readonly ModelSignature Digits = new([new("pixels", DataType.Float, [-1, 64])], [new("classes", DataType.Int64, [-1])]);

    [Theory]
    [InlineData(PayloadSize.Small, 1)]
    [InlineData(PayloadSize.Medium, 2)]
    [InlineData(PayloadSize.Large, 16)]
    internal void Create_FixedWidthInput_SizesByInstances(PayloadSize size, int instances)
    {
        var payload = JsonNode.Parse(new PayloadFactory(Digits, WireProtocol.TensorFlow, size, 1, "m").Create(1)[0].Body.Span);

        Assert.Equal(instances, payload!["instances"]!.AsArray().Count); // the payload is ours
        Assert.All(payload["instances"]!.AsArray(), row => Assert.Equal(64, row!.AsArray().Count)); // and has rows
    }

    [Fact]
    public void Create_FreeWidthInput_SizesByFeatures()
    {
        var signature = new ModelSignature([new("x", DataType.Float, [-1, -1])], []);

        var input = JsonNode.Parse(new PayloadFactory(signature, WireProtocol.OpenInference, PayloadSize.Medium, 1, "m").Create(1)[0].Body.Span)!["inputs"]![0]!; // the payload is ours

        Assert.Equal(("[1,100]", 100), (input["shape"]!.ToJsonString(), input["data"]!.AsArray().Count)); // and has a shape
    }

    [Fact]
    public void Create_SeveralInputs_NamesThemInEveryInstance()
    {
        var signature = new ModelSignature([new("age", DataType.Int64, [-1]), new("note", DataType.String, [-1])], []);

        var instance = JsonNode.Parse(new PayloadFactory(signature, WireProtocol.TensorFlow, PayloadSize.Small, 1, "m").Create(1)[0].Body.Span)!["instances"]![4]!.AsObject(); // ten values are five instances

        Assert.Equal(["age", "note"], instance.Select(property => property.Key));
    }

    [Fact]
    public void Create_SameSeed_GivesTheSameDistinctBytes()
    {
        string[] first = [.. new PayloadFactory(Digits, WireProtocol.Seldon, PayloadSize.Small, 7, "m").Create(50).Select(payload => Encoding.UTF8.GetString(payload.Body.Span))];

        Assert.Equal(first, new PayloadFactory(Digits, WireProtocol.Seldon, PayloadSize.Small, 7, "m").Create(50).Select(payload => Encoding.UTF8.GetString(payload.Body.Span)));
        Assert.Equal(50, first.Distinct().Count());
    }
}
