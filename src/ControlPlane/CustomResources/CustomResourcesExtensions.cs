using ModelServing.ControlPlane.Admission;

namespace ModelServing.ControlPlane.CustomResources;

internal static class CustomResourcesExtensions
{
    /// <summary>Adds custom resource definitions, and the rules of the objects they define.</summary>
    public static IServiceCollection AddCustomResources(this IServiceCollection services)
    {
        services.AddSingleton<ServedResources>();
        services.AddSingleton<IAdmission, CustomResourceAdmission>();
        services.AddSingleton<IAdmission, DefinitionAdmission>();
        services.AddHostedService<DefinitionController>();
        return services;
    }
}
