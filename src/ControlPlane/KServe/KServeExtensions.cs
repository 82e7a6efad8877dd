using ModelServing.ControlPlane.Reconciliation;

namespace ModelServing.ControlPlane.KServe;

internal static class KServeExtensions
{
    public static IServiceCollection AddKServe(this IServiceCollection services)
    {
        services.AddSingleton<RevisionKeeper>();
        services.AddSingleton<IReconciler, InferenceServiceReconciler>();
        services.AddSingleton<IReconciler, RevisionReconciler>();
        return services;
    }
}
