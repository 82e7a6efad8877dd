using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Versions;

/// <summary>What is told about a version.</summary>
internal sealed record VersionStatus(long Version, VersionState State, ServingError? Error);
