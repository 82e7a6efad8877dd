using Aspire.Hosting.Dashboard;

namespace Aspire.Hosting.Orchestration;

/// <summary>Collects a resource's arguments and environment from its callbacks.</summary>
internal sealed class ResourceValues(DistributedApplicationExecutionContext execution, ResourceNotificationService notifications, IServiceProvider services)
{
    public async Task<IReadOnlyList<object>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext(new List<object>(), resource, cancellationToken) { ExecutionContext = execution };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context);
        }

        return [.. context.Args];
    }

    public async Task<IReadOnlyDictionary<string, object>> EnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, resource, [], cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context);
        }

        return context.EnvironmentVariables;
    }

    /// <summary>Returns arguments and environment with every value known, telemetry included.</summary>
    public async Task<ResolvedProcess> ResolveAsync(IResource resource, CancellationToken cancellationToken)
    {
        var arguments = new List<string>();
        foreach (var argument in await ArgumentsAsync(resource, cancellationToken))
        {
            arguments.Add(await TextAsync(argument, cancellationToken));
        }

        var environment = new Dictionary<string, string>();
        if (resource is ProjectResource)
        {
            environment["DOTNET_ENVIRONMENT"] = environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        }

        if (resource.HasAnnotationOfType<OtlpExporterAnnotation>())
        {
            services.GetService<DashboardHost>()?.AddTelemetry(environment, resource.Name, notifications.InstanceOf(resource));
        }

        foreach (var (name, value) in await EnvironmentAsync(resource, cancellationToken))
        {
            environment[name] = await TextAsync(value, cancellationToken);
        }

        return new(arguments, environment);
    }

    private static async ValueTask<string> TextAsync(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken) ?? "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
