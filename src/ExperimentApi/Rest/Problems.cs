using Microsoft.AspNetCore.Http.HttpResults;

namespace ModelServing.ExperimentApi.Rest;

internal static class Problems
{
    public static ProblemHttpResult NotFound(string name) =>
        TypedResults.Problem($"There is no experiment {name}: GET /experiments lists them.", statusCode: StatusCodes.Status404NotFound, title: "Not found");
}
