namespace Aspire.Hosting.Kubernetes;

/// <summary>Text written without quotes: a Helm expression that yields a number.</summary>
internal sealed record PlainScalar(string Text);
