using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.Metrics;
using ModelServing.ExperimentApi.Rest;
using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Json;

// What clients send has setters, not init: generated code would give absent init properties null instead of their defaults.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = false)]
[JsonSerializable(typeof(ExperimentDefinition))]
[JsonSerializable(typeof(ExperimentSnapshot))]
[JsonSerializable(typeof(ExperimentView))]
[JsonSerializable(typeof(ExperimentView[]))]
[JsonSerializable(typeof(ExperimentEvent[]))]
[JsonSerializable(typeof(Outcome[]))]
[JsonSerializable(typeof(OutcomeResult))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
