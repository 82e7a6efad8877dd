namespace Aspire.Hosting.Dcp;

/// <summary>The command line and environment of a resource, with every value known.</summary>
internal sealed record ResolvedProcess(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment);
