using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Service;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(IEnumerable<RunView>))]
[JsonSerializable(typeof(ProblemView))]
internal sealed partial class ServiceJsonContext : JsonSerializerContext;
