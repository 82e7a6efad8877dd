namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks a resource that sends telemetry.</summary>
public class OtlpExporterAnnotation : IResourceAnnotation;
