using ModelServing.Gateway.Tests.Hosting;
using static ModelServing.Gateway.Tests.Graphs.ExecutorHarness;

namespace ModelServing.Gateway.Tests.Graphs;

public sealed class GraphWalkTests
{
    [Fact]
    public async Task Transformer_ThenModel_AreCalledInOrder()
    {
        await using var harness = await WithAsync(("t", "from-t"), ("m", "from-m"));
        await harness.StartAsync(Unit("t", "TRANSFORMER", Children(Unit("m", "MODEL"))));

        Assert.Equal((200, "from-m"), await harness.PredictAsync("q"));
        Assert.Equal(["/transform-input q"], harness.CallsOf("t"));
        Assert.Equal(["/predict from-t"], harness.CallsOf("m"));
    }

    [Fact]
    public async Task Model_WithTwoChildren_CallsBothAndAnswersWithTheFirst()
    {
        await using var harness = await WithAsync(("m", "from-m"), ("a", "from-a"), ("b", "from-b"));
        await harness.StartAsync(Unit("m", "MODEL", Children(Unit("a", "MODEL"), Unit("b", "MODEL"))));

        Assert.Equal((200, "from-a"), await harness.PredictAsync("q"));
        Assert.Equal(["/predict from-m"], harness.CallsOf("a"));
        Assert.Equal(["/predict from-m"], harness.CallsOf("b"));
    }

    [Fact]
    public async Task OutputTransformer_ComesLast()
    {
        await using var harness = await WithAsync(("o", "from-o"), ("m", "from-m"));
        await harness.StartAsync(Unit("o", "OUTPUT_TRANSFORMER", Children(Unit("m", "MODEL"))));

        Assert.Equal((200, "from-o"), await harness.PredictAsync("q"));
        Assert.Equal(["/transform-output from-m"], harness.CallsOf("o"));
    }

    [Fact]
    public async Task Combiner_GetsTheAnswersAsAnArrayInChildOrder()
    {
        await using var harness = await WithAsync(("c", "from-c"), ("a", "{\"a\":1}"), ("b", "[2]"));
        await harness.StartAsync(Unit("c", "COMBINER", Children(Unit("a", "MODEL"), Unit("b", "MODEL"))));

        Assert.Equal((200, "from-c"), await harness.PredictAsync("q"));
        Assert.Equal(["/aggregate [{\"a\":1},[2]]"], harness.CallsOf("c"));
    }

    [Theory]
    [InlineData("COMBINER")]
    [InlineData("ROUTER")]
    public async Task NodeThatNeedsChildren_WithoutAny_EchoesTheRequest(string type)
    {
        await using var harness = await WithAsync(("c", "from-c"));
        await harness.StartAsync(Unit("c", type));

        Assert.Equal((200, "q"), await harness.PredictAsync("q"));
        Assert.Empty(harness.CallsOf("c"));
    }

    [Theory]
    [InlineData("""{"data":{"ndarray":[[0]]}}""", 200, "from-a", 1, 0)]
    [InlineData("""{"data":{"ndarray":[1]}}""", 200, "from-b", 0, 1)]
    [InlineData("""{"data":{"ndarray":[[-1]]}}""", 200, "from-a", 1, 1)]
    [InlineData("""{"data":{"ndarray":[[-2]]}}""", 200, "q", 0, 0)]
    [InlineData("""[1]""", 200, "from-b", 0, 1)]
    [InlineData("""{"data":{"tensor":{"shape":[1,1],"values":[1]}}}""", 200, "from-b", 0, 1)]
    [InlineData("""{"data":{"ndarray":[[1.9]]}}""", 200, "from-b", 0, 1)]
    [InlineData("""oops""", 500, """{"status":{"code":500,"info":"the route reply is not JSON","status":"FAILURE"}}""", 0, 0)]
    [InlineData("""[5]""", 500, """{"status":{"code":500,"info":"node r chose child 5 but has 2","status":"FAILURE"}}""", 0, 0)]
    [InlineData("""[]""", 500, """{"status":{"code":500,"info":"the route reply names no branch","status":"FAILURE"}}""", 0, 0)]
    public async Task Router_DecidesTheChild(string reply, int status, string body, int callsOfA, int callsOfB)
    {
        await using var harness = await WithAsync(("r", reply), ("a", "from-a"), ("b", "from-b"));
        await harness.StartAsync(Unit("r", "ROUTER", Children(Unit("a", "MODEL"), Unit("b", "MODEL"))));

        Assert.Equal((status, body), await harness.PredictAsync("q"));
        Assert.Equal((callsOfA, callsOfB), (harness.CallsOf("a").Length, harness.CallsOf("b").Length));
        Assert.Equal(["/route q"], harness.CallsOf("r"));
    }

    [Fact]
    public async Task Methods_BothTransforms_AreBothCalled()
    {
        await using var harness = await WithAsync(("t", "from-t"), ("m", "from-m"));
        await harness.StartAsync(Unit("t", "UNKNOWN_TYPE", ",\"methods\":[\"TRANSFORM_INPUT\",\"TRANSFORM_OUTPUT\"]" + Children(Unit("m", "MODEL"))));

        await harness.PredictAsync("q");

        Assert.Equal(["/transform-input q", "/transform-output from-m"], harness.CallsOf("t"));
    }

    [Theory]
    [InlineData("UNKNOWN_TYPE", "")]
    [InlineData("UNKNOWN_TYPE", ",\"implementation\":\"AVERAGE_COMBINER\"")]
    [InlineData("UNKNOWN_TYPE", ",\"implementation\":\"SIMPLE_ROUTER\"")]
    public async Task BuiltInsOfTheOldEngine_AnswerWithTheFirstChild(string type, string implementation)
    {
        await using var harness = await WithAsync(("x", "from-x"), ("a", "from-a"), ("b", "from-b"));
        await harness.StartAsync(Unit("x", type, implementation + Children(Unit("a", "MODEL"), Unit("b", "MODEL"))));

        Assert.Equal((200, "from-a"), await harness.PredictAsync("q"));
        Assert.Single(harness.CallsOf("b"));
    }

    [Theory]
    [InlineData("[]", 300, 0.5)]
    [InlineData("""[{"name":"ratioA","value":"1","type":"FLOAT"}]""", 40, 1.0)]
    [InlineData("""[{"name":"ratioA","value":"0","type":"FLOAT"}]""", 40, 0.0)]
    [InlineData("""[{"name":"ratioA","value":"0.7","type":"FLOAT"}]""", 600, 0.7)]
    [InlineData("""[{"name":"ratioA","value":"0.7","type":"FLOAT"},{"name":"ratioB","value":"0.3","type":"FLOAT"}]""", 600, 0.5)]
    public async Task RandomSplit_SharesByRatioA(string parameters, int requests, double share)
    {
        await using var harness = await WithAsync(("a", "from-a"), ("b", "from-b"), ("c", "from-c"));
        await harness.StartAsync(
            $$"""{"name":"ab","implementation":"RANDOM_ABTEST","parameters":{{parameters}},"children":[{{Unit("a", "MODEL")}},{{Unit("b", "MODEL")}},{{Unit("c", "MODEL")}}]}""");

        for (var i = 0; i < requests; i++)
        {
            using var response = await harness.SendAsync("/api/v1.0/predictions", "q");
            Assert.Equal("from-" + Assert.Single(response.Headers.GetValues("x-modelserving-node")), await response.Content.ReadAsStringAsync());
        }

        // Three standard deviations; none at the ends.
        Assert.Equal(share, harness.CallsOf("a").Length / (double)requests, 3 * Math.Sqrt(share * (1 - share) / requests) + 1e-9);
        Assert.Empty(harness.CallsOf("c"));
    }

    [Theory]
    [InlineData("""[{"name":"ratioA","value":"abc","type":"FLOAT"}]""", "[]", 500, """{"status":{"code":500,"info":"strconv.ParseFloat: parsing \"abc\": invalid syntax","status":"FAILURE"}}""")]
    [InlineData("[]", "[]", 200, "q")]
    public async Task RandomSplit_AtItsEdges(string parameters, string children, int status, string body)
    {
        await using var harness = await WithAsync(("a", "from-a"));
        var ofOne = status == 200 ? children : $"[{Unit("a", "MODEL")}]";
        await harness.StartAsync($$"""{"name":"ab","implementation":"RANDOM_ABTEST","parameters":{{parameters}},"children":{{ofOne}}}""");

        Assert.Equal((status, body), await harness.PredictAsync("q"));
    }

    private static async Task<ExecutorHarness> WithAsync(params (string Name, string Reply)[] nodes)
    {
        var harness = new ExecutorHarness();
        foreach (var (name, reply) in nodes)
        {
            await harness.AddAsync(name, Node.AnswerAsync(reply));
        }

        return harness;
    }
}
