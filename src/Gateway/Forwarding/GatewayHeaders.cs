namespace ModelServing.Gateway.Forwarding;

internal static class GatewayHeaders
{
    /// <summary>The service that answered: the arm of a canary or an experiment.</summary>
    public const string Backend = "x-modelserving-backend";

    /// <summary>The child a random split inside a graph chose.</summary>
    public const string Node = "x-modelserving-node";

    public const string InferenceServiceName = "KServe-Isvc-Name";
    public const string InferenceServiceNamespace = "KServe-Isvc-Namespace";
}
