namespace ModelServing.Gateway.Tests.Hosting;

internal sealed record NodeRequest(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
