using Microsoft.AspNetCore.Http.HttpResults;
using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.Metrics;
using ModelServing.ExperimentApi.Reports;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Storage;

namespace ModelServing.ExperimentApi.Rest;

internal static class ExperimentEndpoints
{
    private const int MaxOutcomes = 10_000;

    public static void MapExperiments(this WebApplication app)
    {
        var experiments = app.MapGroup("/experiments").WithTags("experiments");
        experiments.MapPost("/", CreateAsync).WithSummary("Defines an experiment and starts it; with ?start=false it waits as a draft.");
        experiments.MapGet("/", ListAsync).WithSummary("Lists the experiments.");
        experiments.MapGet("/{name}", GetAsync).WithSummary("Shows one experiment with the comparison so far.");
        experiments.MapGet("/{name}/events", EventsAsync).WithSummary("Lists what happened, oldest first.");
        experiments.MapGet("/{name}/report", ReportAsync).WithSummary("Shows one experiment as a page.");
        experiments.MapPost("/{name}/outcomes", OutcomesAsync).WithSummary("Counts how requests ended, by arm or by backend.");
        experiments.MapCommand("start", "Starts a draft.", OperatorCommands.Start);
        experiments.MapCommand("pause", "Stops the ramp; the weights stay.", OperatorCommands.Pause);
        experiments.MapCommand("resume", "Goes on after a pause.", OperatorCommands.Resume);
        experiments.MapCommand("promote", "Gives the treatment all traffic, for good.", OperatorCommands.Promote);
        experiments.MapCommand("rollback", "Puts everything back as it was.", OperatorCommands.RollBack);
        experiments.MapCommand("cancel", "Puts everything back and calls the experiment off.", OperatorCommands.Cancel);
    }

    private static void MapCommand(this RouteGroupBuilder group, string command, string summary, Func<ExperimentSnapshot, DateTimeOffset, ExperimentSnapshot?> change) =>
        group.MapPost("/{name}/" + command, async Task<Results<Ok<ExperimentView>, ProblemHttpResult>> (
            string name, ExperimentStore store, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        {
            var refused = false;
            var now = timeProvider.GetUtcNow();
            var after = await store.UpdateAsync(
                name,
                snapshot =>
                {
                    var changed = change(snapshot, now);
                    refused = changed is null;
                    return changed ?? snapshot;
                },
                cancellationToken);
            return after is null ? Problems.NotFound(name)
                : refused ? TypedResults.Problem($"Experiment {name} is {after.State}: {command} is not possible now.", statusCode: StatusCodes.Status409Conflict, title: "Not now")
                : TypedResults.Ok(ExperimentView.Of(after, now));
        }).WithSummary(summary);

    private static async Task<Results<Created<ExperimentView>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        ExperimentDefinition definition, ExperimentStore store, TimeProvider timeProvider, CancellationToken cancellationToken, bool start = true)
    {
        var errors = DefinitionValidator.Validate(definition);
        if (definition.Traffic is { Dataset.Length: > 0 } traffic && Dataset.Find(traffic.Dataset) is null)
        {
            errors["traffic.dataset"] = [$"there is no file {traffic.Dataset}"];
        }

        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var now = timeProvider.GetUtcNow();
        var snapshot = new ExperimentSnapshot
        {
            Definition = definition,
            State = start ? ExperimentState.Validating : ExperimentState.Draft,
            Created = now,
            Since = now,
            Reason = "defined",
        };
        return await store.TryAddAsync(snapshot, cancellationToken) is { } refusal
            ? TypedResults.Problem(refusal, statusCode: StatusCodes.Status409Conflict, title: "Conflict")
            : TypedResults.Created($"/experiments/{definition.Name}", ExperimentView.Of(snapshot, now));
    }

    private static async Task<Ok<ExperimentView[]>> ListAsync(ExperimentStore store, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        return TypedResults.Ok((await store.ListAsync(cancellationToken)).Select(snapshot => ExperimentView.Of(snapshot, now)).ToArray());
    }

    private static async Task<Results<Ok<ExperimentView>, ProblemHttpResult>> GetAsync(string name, ExperimentStore store, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is { } snapshot ? TypedResults.Ok(ExperimentView.Of(snapshot, timeProvider.GetUtcNow())) : Problems.NotFound(name);

    private static async Task<Results<Ok<ExperimentEvent[]>, ProblemHttpResult>> EventsAsync(string name, ExperimentStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is null ? Problems.NotFound(name) : TypedResults.Ok((await store.EventsAsync(name, cancellationToken)).ToArray());

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ReportAsync(string name, ExperimentStore store, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is { } snapshot
            ? TypedResults.Content(HtmlReport.Write(ExperimentView.Of(snapshot, timeProvider.GetUtcNow()), snapshot.Data, await store.EventsAsync(name, cancellationToken)), "text/html; charset=utf-8")
            : Problems.NotFound(name);

    private static async Task<Results<Ok<OutcomeResult>, ValidationProblem, ProblemHttpResult>> OutcomesAsync(
        string name, Outcome[] outcomes, ExperimentStore store, CancellationToken cancellationToken)
    {
        if (outcomes.Length > MaxOutcomes)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [""] = [$"at most {MaxOutcomes} outcomes at a time"] });
        }

        return await store.FindAsync(name, cancellationToken) is null || await store.RecordAsync(name, outcomes, cancellationToken) is not { } result
            ? Problems.NotFound(name)
            : TypedResults.Ok(result);
    }
}
