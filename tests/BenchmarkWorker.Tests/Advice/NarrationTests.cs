using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelServing.BenchmarkWorker.Advice.Narration;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Advice;

public class NarrationTests
{
    private static readonly NarrationFacts Facts = new(States.Of("three-healthy"));

    [Theory]
    [InlineData("P1 answered 2000 requests/s with a p99 of 15 ms.")]
    [InlineData("P1 answered 2,000 requests per second.")]
    [InlineData("The p99 of P1 is between 13 and 20 ms.")]
    [InlineData("The first answer of P2 took 0.16 s.")]
    [InlineData("P1 is faster than P2, with a p50 of 5 ms.")]
    [InlineData("P2 is slower than P1.")]
    [InlineData("P1 has the highest throughput, 2000 requests/s.")]
    [InlineData("Three platforms were measured.")]
    [InlineData("The p50 of P2 over P1 is 1.6 times as long, an increase of 60 %.")]
    [InlineData("The p99.9 of P3 is at least 21 ms.")]
    public void Holds_WhatTheResultsSay_IsKept(string sentence) => Assert.True(NarrationCheck.Holds(sentence, Facts));

    [Theory]
    [InlineData("P1 answered 2100 requests/s.", "no such figure")]
    [InlineData("P1 answered 2000.5 requests/s.", "more digits than the figure has")]
    [InlineData("P2 answered 2000 requests/s.", "another platform's figure")]
    [InlineData("The p99 of P1 is 15 s.", "another unit")]
    [InlineData("The p99 of P1 is 15 requests/s.", "another unit")]
    [InlineData("P4 has a p99 of 15 ms.", "no such platform")]
    [InlineData("The p97 of P1 is 15 ms.", "no such percentile")]
    [InlineData("TensorFlow has a p99 of 15 ms.", "a name instead of a label")]
    [InlineData("P1 does better on Triton.", "a platform that was not measured")]
    [InlineData("P1 was also tested by Alice.", "a name that is not known")]
    [InlineData("P2 takes twice as long as P1.", "a figure in words")]
    [InlineData("Five platforms were measured.", "a number in words that is not so")]
    [InlineData("P2 is faster than P1.", "the wrong way round")]
    [InlineData("P2 is more reliable than P1.", "a comparison that cannot be checked")]
    [InlineData("P2 has the best latency.", "not the winner")]
    [InlineData("P1 and P2 are equivalent.", "different")]
    [InlineData("See [P1](http://evil.example).", "a link")]
    [InlineData("<b>P1</b> won.", "markup")]
    public void Holds_WhatTheResultsDoNotSay_IsDropped(string sentence, string why) => Assert.False(NarrationCheck.Holds(sentence, Facts), why);

    [Fact]
    public void Holds_Equivalence_OnlyWhereItIsShown()
    {
        var outcome = Outcomes.Of(Outcomes.Measured(BenchmarkWorker.Targets.Platform.TensorFlow, 2000, 5), Outcomes.Measured(BenchmarkWorker.Targets.Platform.KServe, 1990, 5.01));
        var alike = new NarrationFacts(outcome with { Verdict = FixedVerdict.Of(outcome.Platforms) });

        Assert.True(NarrationCheck.Holds("P1 and P2 are equivalent.", alike));
        Assert.False(NarrationCheck.Holds("P1 and P2 are equivalent.", new(States.Of("indistinguishable"))));
        Assert.True(NarrationCheck.Holds("No difference between P1 and P2 is shown.", new(States.Of("indistinguishable"))));
    }

    [Fact]
    public async Task Narrate_MixedSentences_KeepsThoseThatHoldUnderTheirNames()
    {
        var chat = new ScriptedChat(_ => Task.FromResult("P1 answered 2000 requests/s. P2 answered 9999 requests/s. P1 is faster than P3.\nTensorFlow won."));

        Assert.Equal(["tensorflow answered 2000 requests/s.", "tensorflow is faster than kserve."], await NarrateAsync(chat, "three-healthy"));
    }

    [Fact]
    public async Task Narrate_HostileNames_NeverReachTheModelAndAreEncodedInTheReport()
    {
        var chat = new ScriptedChat(_ => Task.FromResult("P1 answered 2000 requests/s."));

        var narration = await NarrateAsync(chat, "hostile-names");

        Assert.DoesNotContain("script", chat.Asked, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("evil", chat.Asked, StringComparison.Ordinal);
        Assert.DoesNotContain("cmd", chat.Asked, StringComparison.Ordinal);
        Assert.Contains("P1: throughput 2000 requests/s", chat.Asked, StringComparison.Ordinal);
        var outcome = States.Of("hostile-names") with { Narration = narration };
        Assert.Contains("Narrated by a language model", HtmlReport.Write(outcome, []), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", HtmlReport.Write(outcome, []), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", MarkdownReport.Write(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Narrate_NothingHolds_LeavesTheRulesTextAlone()
    {
        var narration = await NarrateAsync(new(_ => Task.FromResult("Everything went 42 times better.")), "three-healthy");

        Assert.Empty(narration);
        Assert.DoesNotContain("Narrated", HtmlReport.Write(States.Of("three-healthy") with { Narration = narration }, []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Narrate_TheModelFails_IsNoFailure() => Assert.Empty(await NarrateAsync(new(_ => throw new HttpRequestException("no model")), "three-healthy"));

    [Fact]
    public async Task Narrate_NoModel_IsEmpty() => Assert.Empty(await new Narrator(null, TimeProvider.System, NullLogger<Narrator>.Instance).NarrateAsync(States.Of("three-healthy"), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Narrate_TheModelNeverAnswers_IsGivenUp()
    {
        var time = new FakeTimeProvider();
        var never = new TaskCompletionSource<string>();

        var narration = new Narrator(new ScriptedChat(_ => never.Task), time, NullLogger<Narrator>.Instance).NarrateAsync(States.Of("three-healthy"), TestContext.Current.CancellationToken);
        time.Advance(Narrator.Limit);

        Assert.Empty(await narration);
    }

    [Fact]
    public async Task Narrate_TheCallerCancels_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        var chat = new ScriptedChat(async _ =>
        {
            await caller.CancelAsync();
            throw new OperationCanceledException();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Narrator(chat, TimeProvider.System, NullLogger<Narrator>.Instance).NarrateAsync(States.Of("three-healthy"), caller.Token));
    }

    [Fact]
    public async Task Narrate_ConfiguredEndpoint_IsAskedAsOpenAiWouldBe()
    {
        await using var endpoint = await FakeChatEndpoint.StartAsync("P1 answered 2000 requests/s.");
        using var chat = NarrationServices.Configured(new() { Endpoint = endpoint.Url, Model = "m", ApiKey = "k" });

        var narration = await new Narrator(chat, TimeProvider.System, NullLogger<Narrator>.Instance).NarrateAsync(States.Of("three-healthy"), TestContext.Current.CancellationToken);

        Assert.Equal(["tensorflow answered 2000 requests/s."], narration);
        Assert.StartsWith("Bearer k{", await endpoint.Asked, StringComparison.Ordinal);
        Assert.Null(NarrationServices.Configured(new()));
    }

    private static Task<IReadOnlyList<string>> NarrateAsync(ScriptedChat chat, string state) =>
        new Narrator(chat, TimeProvider.System, NullLogger<Narrator>.Instance).NarrateAsync(States.Of(state), TestContext.Current.CancellationToken);
}
