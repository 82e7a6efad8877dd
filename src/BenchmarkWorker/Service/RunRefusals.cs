using Microsoft.AspNetCore.Http.HttpResults;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Refusals as problem details (RFC 9457).</summary>
internal static class RunRefusals
{
    public static ProblemHttpResult Refuse(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>Names every member, or parameter, with what is wrong with it; the detail has it all in one line.</summary>
    public static ValidationProblem Refuse(IReadOnlyList<RunProblem> problems, string title = "This cannot be run") => TypedResults.ValidationProblem(
        problems.GroupBy(problem => problem.Member, problem => problem.InMembers).ToDictionary(group => group.Key, group => group.Distinct().ToArray()),
        string.Join("; ", problems.Select(problem => problem.InMembers).Distinct()),
        title: title);
}
