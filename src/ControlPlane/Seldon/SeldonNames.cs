using System.Security.Cryptography;
using System.Text;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>The names Seldon Core gives to what belongs to a deployment.</summary>
internal static class SeldonNames
{
    public const string DeploymentLabel = "seldon-deployment-id";
    public const string PredictorAnnotation = "modelserving.dev/seldon-predictor";
    public const string ModelFolder = "/mnt/models";
    public const int HttpPort = 8000;
    public const int GrpcPort = 5001;

    private const int LongestName = 63;

    public static string Predictor(string deployment, string predictor) => Short($"{deployment}-{predictor}");

    public static string Container(string deployment, string predictor, string container) => Short($"{deployment}-{predictor}-{container}");

    public static string Deployment(string deployment, string predictor, int index, IEnumerable<string> containers) =>
        Short($"{deployment}-{predictor}-{index}-{string.Join('-', containers)}");

    public static string ClusterHost(string service, string ns) => $"{service}.{ns}.svc.cluster.local";

    public static string ContainerLabel(string container) => $"seldon-app-svc-{container}";

#pragma warning disable CA5351 // A name, not a secret: Seldon Core shortens names with MD5, and scripts expect the same ones.
    private static string Short(string name) =>
        name.Length <= LongestName ? name : $"seldon-{Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(name)))}";
#pragma warning restore CA5351 // as above
}
