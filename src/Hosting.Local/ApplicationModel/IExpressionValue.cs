namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that has both a run time value and a manifest expression.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;
