using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Registry;
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
        services.AddOwner<RevisionKeeper, RevisionKeeper>(ComponentNames.Knative);
        services.AddOwner<IReconciler, InferenceServiceReconciler>(ComponentNames.KServe);
        services.AddOwner<IReconciler, RevisionReconciler>(ComponentNames.Knative);
        return services;
    }
}
