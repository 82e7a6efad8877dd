using ModelServing.Gateway.Tests.Hosting;
using static ModelServing.Gateway.Tests.Graphs.ExecutorHarness;

namespace ModelServing.Gateway.Tests.Graphs;

public sealed class FeedbackTests
{
    private const string Path = "/api/v1.0/feedback";

    [Theory]
    [InlineData("""{"response":{"meta":{"routing":{"r":1}}},"reward":1}""", 0, 1)]
    [InlineData("""{"response":{"meta":{"routing":{"r":-1}}},"reward":1}""", 1, 1)]
    [InlineData("""{"reward":1}""", 1, 1)]
    [InlineData("""{"response":{"meta":{"routing":{"r":1}}},"reward":1,"unknown":true}""", 1, 1)]
    public async Task Router_SendsFeedbackWhereTheRequestWent(string feedback, int callsOfA, int callsOfB)
    {
        await using var harness = await StartAsync(Unit("r", "ROUTER", Children(Unit("a", "MODEL"), Unit("b", "MODEL"))));

        Assert.Equal((200, "from-r"), await harness.PredictAsync(feedback, Path));
        Assert.Equal((callsOfA, callsOfB, 1), (harness.CallsOf("a").Length, harness.CallsOf("b").Length, harness.CallsOf("r").Length));
        Assert.Equal(["/send-feedback " + feedback], harness.CallsOf("b"));
    }

    [Fact]
    public async Task Combiner_IsNotCalledAndTheRequestComesBack()
    {
        await using var harness = await StartAsync(Unit("r", "COMBINER", Children(Unit("a", "MODEL"), Unit("b", "MODEL"))));

        Assert.Equal((200, """{"reward":1}"""), await harness.PredictAsync("""{"reward":1}""", Path));
        Assert.Equal((1, 1, 0), (harness.CallsOf("a").Length, harness.CallsOf("b").Length, harness.CallsOf("r").Length));
    }

    [Fact]
    public async Task TensorFlow_FeedbackComesBackAndReachesNobody()
    {
        await using var harness = await StartAsync(Unit("a", "MODEL"), "tensorflow");

        Assert.Equal((200, """{"reward":1}"""), await harness.PredictAsync("""{"reward":1}""", Path));
        Assert.Empty(harness.CallsOf("a"));
    }

    private static async Task<ExecutorHarness> StartAsync(string graph, string protocol = "seldon")
    {
        var harness = new ExecutorHarness();
        foreach (var name in (string[])["r", "a", "b"])
        {
            await harness.AddAsync(name, Node.AnswerAsync("from-" + name));
        }

        return await harness.StartAsync(graph, protocol);
    }
}
