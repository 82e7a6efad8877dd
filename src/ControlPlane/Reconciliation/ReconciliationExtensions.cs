using ModelServing.ControlPlane.KServe;
using ModelServing.ControlPlane.Seldon;
using ModelServing.ControlPlane.Services;
using ModelServing.ControlPlane.Workloads;

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
}
