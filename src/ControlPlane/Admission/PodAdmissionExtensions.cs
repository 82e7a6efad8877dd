using Microsoft.Extensions.Options;
using ModelServing.ControlPlane.Lifecycle;

namespace ModelServing.ControlPlane.Admission;

internal static class PodAdmissionExtensions
{
    /// <summary>Adds what Kubernetes' own admission decides about pods. Before the defaults: what it leaves open gets them.</summary>
    public static IServiceCollection AddPodAdmission(this IServiceCollection services)
    {
        services.AddOptions<TolerationOptions>().BindConfiguration(TolerationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TolerationOptions>, TolerationOptionsValidator>();
        services.AddSingleton<IAdmission, PodPriority>();
        services.AddSingleton<IAdmission, DefaultTolerations>();
        services.AddSingleton<IAdmission, PriorityClasses>();
        services.AddHostedService<SystemPriorityClasses>();
        return services;
    }
}
