using ModelServing.ControlPlane.Reconciliation;

namespace ModelServing.ControlPlane.Services;

internal static class ServicesExtensions
{
    public static IServiceCollection AddServiceEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<IReconciler, EndpointSliceReconciler>();
        services.AddSingleton<IReconciler, EndpointsReconciler>();
        services.AddSingleton<IReconciler, EndpointsMirroring>();
        return services;
    }
}
