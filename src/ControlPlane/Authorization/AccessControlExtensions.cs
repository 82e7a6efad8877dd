using ModelServing.ControlPlane.Admission;

namespace ModelServing.ControlPlane.Authorization;

internal static class AccessControlExtensions
{
    /// <summary>Adds roles and bindings: their rules, their enforcement and the default policy.</summary>
    public static void AddAccessControl(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<Authorizer>();
        services.AddSingleton<RequestAuthorization>();
        services.AddSingleton<AccessReviews>();
        services.AddSingleton<IAdmission, RbacRules>();
        services.AddSingleton<IAdmission, EscalationRules>();
        services.AddSingleton<ClusterRoleAggregation>();
        services.AddHostedService<DefaultPolicy>();
        services.AddHostedService(provider => provider.GetRequiredService<ClusterRoleAggregation>());
    }
}
