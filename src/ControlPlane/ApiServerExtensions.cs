using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane;

internal static class ApiServerExtensions
{
    /// <summary>Adds the objects, the rules for changing them and the API that serves them.</summary>
    public static void AddApiServer(this WebApplicationBuilder builder)
    {
        builder.AddClusterState();
        builder.Services.AddSingleton<IAdmission, BuiltInDefaults>();
        builder.Services.AddSingleton<IAdmission, BuiltInRules>();
        builder.Services.AddSingleton<AdmissionChain>();
        builder.Services.AddSingleton<ObjectRegistry>();
        builder.Services.AddSingleton<ICluster, StoreCluster>();
    }

    private static void AddClusterState(this WebApplicationBuilder builder)
    {
        var folder = StateDirectory.Of(builder.Configuration);
        builder.Services.AddSingleton(folder);
        builder.Services.AddSingleton(_ => new ClusterStore(folder.File("cluster.db")));
    }
}
