using ModelServing.ControlPlane.KServe;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Seldon;
using ModelServing.ControlPlane.Services;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

internal static class ReconciliationExtensions
{
    /// <summary>Adds everything that acts on the cluster's objects.</summary>
    public static IServiceCollection AddReconcilers(this IServiceCollection services)
    {
        services.AddSingleton<EventRecorder>();
        services.AddHostedService<ReconcilerHost>();
        services.AddWorkloads();
        services.AddServiceEndpoints();
        services.AddKServe();
        services.AddSeldon();
        return services;
    }

    /// <summary>Adds a part of a component, under whose name it writes.</summary>
    public static IServiceCollection AddOwner<TService, T>(this IServiceCollection services, string component)
        where TService : class
        where T : class, TService =>
        services.AddSingleton<TService>(provider =>
        {
            var cluster = provider.GetRequiredService<ICluster>();
            return ActivatorUtilities.CreateInstance<T>(provider, cluster is StoreCluster store ? store.For(component) : cluster);
        });
}
