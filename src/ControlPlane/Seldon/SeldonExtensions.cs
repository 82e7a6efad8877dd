using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

internal static class SeldonExtensions
{
    public static IServiceCollection AddSeldon(this IServiceCollection services)
    {
        services.AddSingleton<IAdmission, TypedAdmission<SeldonDeployment>>();
        services.AddSingleton<IAdmission, SeldonDeploymentAdmission>();
        services.AddOwner<IReconciler, SeldonDeploymentReconciler>(ComponentNames.Seldon);
        return services;
    }
}
