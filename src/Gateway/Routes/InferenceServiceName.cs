namespace ModelServing.Gateway.Routes;

internal sealed record InferenceServiceName(string Namespace, string Name);
