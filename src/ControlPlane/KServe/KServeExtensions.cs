using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

internal static class KServeExtensions
{
    public static IServiceCollection AddKServe(this IServiceCollection services)
    {
        services.AddSingleton<IAdmission, TypedAdmission<InferenceService>>();
        services.AddSingleton<IAdmission, TypedAdmission<Revision>>();
        services.AddSingleton<IAdmission, TypedAdmission<VirtualService>>();
        services.AddSingleton<IAdmission, InferenceServiceAdmission>();
        services.AddSingleton<RevisionKeeper>();
        services.AddSingleton<IReconciler, InferenceServiceReconciler>();
        services.AddSingleton<IReconciler, RevisionReconciler>();
        return services;
    }
}
