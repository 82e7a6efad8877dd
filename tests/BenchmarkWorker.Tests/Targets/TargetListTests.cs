using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Targets;

public class TargetListTests
{
    [Fact]
    public void Read_OnePlatformInSeveralWays_GivesEachANameOfItsOwn()
    {
        var (targets, _) = TargetList.Read(new()
        {
            TensorFlow = "http://a:1",
            TensorFlowGrpc = "a:2",
            SeldonGrpc = "https://a:3",
            SeldonProtocol = SeldonProtocol.TensorFlow,
            KServe = "http://a:4",
            KServeProtocols = [WireProtocol.OpenInference],
            KServeGrpc = "a:5",
            Urls = ["http://a:6/x", "http://a:7/y"],
        });

        Assert.Equal(
            ["tensorflow http://a:1/ ", "tensorflow-grpc http://a:2/ TensorFlowGrpc", "seldon-grpc https://a:3/ TensorFlowGrpc", "kserve http://a:4/ OpenInference", "kserve-v2-grpc http://a:5/ OpenInferenceGrpc", "url http://a:6/x ", "url-2 http://a:7/y "],
            targets.Select(target => $"{target.Name} {target.Url} {target.Protocol}"));
    }

    [Theory]
    [InlineData("nonsense", null, "--tensorflow-url: 'nonsense' is not an absolute URL")]
    [InlineData(null, "://", "--tensorflow-grpc: '://' is not HOST:PORT or an absolute URL")]
    public void Read_WhatIsNoEndpoint_IsRefused(string? url, string? grpc, string problem) => Assert.Equal([problem], TargetList.Read(new() { TensorFlow = url, TensorFlowGrpc = grpc }).Problems.Select(wrong => wrong.InFlags));
}
