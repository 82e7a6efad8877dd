using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(IEnumerable<RunView>))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
[JsonSerializable(typeof(BenchmarkPlan))]
[JsonSerializable(typeof(Verdict))]
[JsonSerializable(typeof(RunProgress))]
internal sealed partial class ServiceJsonContext : JsonSerializerContext;
