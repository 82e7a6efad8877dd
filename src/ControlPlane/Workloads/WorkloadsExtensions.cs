using ModelServing.ControlPlane.Reconciliation;

namespace ModelServing.ControlPlane.Workloads;

internal static class WorkloadsExtensions
{
    public static IServiceCollection AddWorkloads(this IServiceCollection services)
    {
        services.AddSingleton<IReconciler, DeploymentReconciler>();
        services.AddSingleton<IReconciler, ReplicaSetReconciler>();
        services.AddSingleton<IReconciler, PodScheduler>();
        services.AddSingleton<IReconciler, TaintEviction>();
        services.AddSingleton<IReconciler, ClaimBinder>();
        services.AddSingleton<IReconciler, DisruptionBudgetReconciler>();
        services.AddHostedService<NodeLifecycle>();
        return services;
    }
}
