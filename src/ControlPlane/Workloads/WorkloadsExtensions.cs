using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Workloads;

internal static class WorkloadsExtensions
{
    public static IServiceCollection AddWorkloads(this IServiceCollection services)
    {
        services.AddSingleton<IReconciler, DeploymentReconciler>();
        services.AddSingleton<IReconciler, ReplicaSetReconciler>();
        services.AddOwner<IReconciler, PodScheduler>(ComponentNames.Scheduler);
        services.AddSingleton<IReconciler, TaintEviction>();
        services.AddSingleton<IReconciler, ClaimBinder>();
        services.AddSingleton<IReconciler, DisruptionBudgetReconciler>();
        services.AddHostedService<NodeLifecycle>();
        return services;
    }
}
