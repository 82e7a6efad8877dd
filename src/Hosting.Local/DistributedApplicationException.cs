namespace Aspire.Hosting;

/// <summary>The application cannot do what was asked; the message says why and what to do.</summary>
/// <param name="message">The reason.</param>
public class DistributedApplicationException(string message) : Exception(message);
