using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>The page of the list of runs that a query asks for. It is read here and not by the framework, whose refusals do not say which parameter they are about.</summary>
/// <param name="Before">The last run of the page before; null for the first page.</param>
/// <param name="Limit">The most runs on it.</param>
internal sealed record RunPage(string? Before, int Limit)
{
    private const string BeforeName = "before";
    private const string LimitName = "limit";
    private const int Usual = 50;
    private const int Most = 500;

    private static readonly string[] Names = [BeforeName, LimitName];

    public static (RunPage Page, IReadOnlyList<RunProblem> Problems) Read(IQueryCollection query)
    {
        List<RunProblem> problems = [.. query.Where(said => !IsKnown(said.Key)).Select(said => Unknown(said.Key))];
        problems.AddRange(query.Where(said => IsKnown(said.Key) && said.Value.Count > 1).Select(said => new RunProblem(said.Key, $"{said.Key} is said {said.Value.Count} times")));
        var (limit, text) = (Usual, query[LimitName].FirstOrDefault());
        if (text is not null && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out limit))
        {
            problems.Add(new(LimitName, $"{LimitName} must be a whole number, not '{text}'"));
        }
        else if (limit is < 1 or > Most)
        {
            problems.Add(new(LimitName, $"{LimitName} must be between 1 and {Most}, not {limit}"));
        }

        return (new(query[BeforeName].FirstOrDefault(), limit), problems);
    }

    /// <summary>Describes the parameters, which the document cannot know.</summary>
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters =
        [
            new OpenApiParameter { Name = BeforeName, In = ParameterLocation.Query, Description = "The last run of the page before.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            new OpenApiParameter
            {
                Name = LimitName,
                In = ParameterLocation.Query,
                Description = "The most runs to list.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = $"{Most}", Default = (JsonNode)Usual },
            },
        ];
        return Task.CompletedTask;
    }

    private static bool IsKnown(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static RunProblem Unknown(string name) => NearestName.Of(name, Names) is { } near
        ? new(name, $"{name} is not a parameter of the list of runs: do you mean {near}?")
        : new(name, $"{name} is not a parameter of the list of runs, which are {string.Join(" and ", Names)}");
}
