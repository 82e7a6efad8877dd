using System.Collections.Immutable;

namespace Aspire.Hosting.Orchestration;

/// <summary>What is shown of resources before they run.</summary>
internal static class InitialSnapshots
{
    public static CustomResourceSnapshot Of(IResource resource, ResourceNotificationService notifications)
    {
        var snapshot = resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var given)
            ? given.InitialSnapshot
            : new CustomResourceSnapshot { ResourceType = TypeOf(resource), Properties = [], State = KnownResourceStates.NotStarted };
        return snapshot with
        {
            IconName = resource.TryGetLastAnnotation<ResourceIconAnnotation>(out var icon) ? icon.IconName : null,
            Relationships = [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => new RelationshipSnapshot(relation.Resource.Name, relation.Type))],
            HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthReportSnapshot(check.Key, null, null, null))],
            Urls = resource is IComputeResource ? [] : UrlsOf(resource),
        };
    }

    /// <summary>Returns the URLs of the endpoints, changed and added to as the resource asks.</summary>
    public static ImmutableArray<UrlSnapshot> UrlsOf(IResource resource)
    {
        List<ResourceUrlAnnotation> urls = resource is IResourceWithEndpoints owner
            ? [.. owner.GetEndpoints().Where(endpoint => endpoint.IsAllocated).Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint })]
            : [];
        var context = new ResourceUrlsCallbackContext(resource, urls);
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            annotation.Callback(context);
        }

        return [.. context.Urls.Select(url => new UrlSnapshot(url.Endpoint?.EndpointName, url.Url, url.DisplayLocation == UrlDisplayLocation.DetailsOnly, url.DisplayText))];
    }

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ContainerResource => "Container",
        ExecutableResource => "Executable",
        _ => resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
    };
}
