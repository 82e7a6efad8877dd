using System.Collections;
using Aspire.Hosting.Dashboard.Protocol;
using Google.Protobuf.WellKnownTypes;
using Health = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;

namespace Aspire.Hosting.Dashboard;

/// <summary>Puts what is known about a resource into the dashboard's message.</summary>
internal sealed class ResourceMapper(IServiceProvider services)
{
    public Protocol.Resource Map(ResourceEvent change)
    {
        var snapshot = change.Snapshot;
        var message = new Protocol.Resource
        {
            Name = change.ResourceId,
            DisplayName = change.Resource.Name,
            ResourceType = snapshot.ResourceType,
            Uid = change.ResourceId,
            CreatedAt = Time(snapshot.CreationTimeStamp) ?? new Timestamp(),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
            IsHidden = snapshot.IsHidden,
            SupportsDetailedTelemetry = change.Resource.HasAnnotationOfType<OtlpExporterAnnotation>(),
            Environment = { snapshot.EnvironmentVariables.Select(Map) },
            Properties = { snapshot.Properties.Select(property => new ResourceProperty { Name = property.Name, Value = ValueOf(property.Value) }) },
            Relationships = { snapshot.Relationships.Select(relation => new ResourceRelationship { ResourceName = relation.ResourceName, Type = relation.Type }) },
            Urls = { snapshot.Urls.Select((url, index) => Map(url, index, snapshot)) },
            HealthReports = { snapshot.HealthReports.Select(Map) },
            Commands = { change.Resource.Annotations.OfType<ResourceCommandAnnotation>().Select(command => Map(command, snapshot)) },
        };
        if (snapshot.State is { } state)
        {
            message.State = state.Text;
            message.StateStyle = state.Style ?? "";
        }

        if (snapshot.IconName is { } icon)
        {
            message.IconName = icon;
            message.IconVariant = Protocol.IconVariant.Filled;
        }

        return message;
    }

    private static EnvironmentVariable Map(EnvironmentVariableSnapshot variable)
        => new() { Name = variable.Name, Value = variable.Value ?? "", IsFromSpec = variable.IsFromSpec };

    private static Url Map(UrlSnapshot url, int index, CustomResourceSnapshot snapshot)
    {
        var message = new Url
        {
            FullUrl = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = snapshot.State?.Text != KnownResourceStates.Running,
            DisplayProperties = new UrlDisplayProperties { DisplayName = url.DisplayName ?? "", SortOrder = -index },
        };
        if (url.Name is { } endpoint)
        {
            message.EndpointName = endpoint;
        }

        return message;
    }

    private static HealthReport Map(HealthReportSnapshot report)
    {
        var message = new HealthReport { Key = report.Name, Description = report.Description ?? "", Exception = report.ExceptionText ?? "", LastRunAt = Time(report.LastRunAt) };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                Health.Healthy => HealthStatus.Healthy,
                Health.Degraded => HealthStatus.Degraded,
                _ => HealthStatus.Unhealthy,
            };
        }

        return message;
    }

    private static Value ValueOf(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        int number => Value.ForNumber(number),
        IEnumerable items => Value.ForList([.. items.Cast<object?>().Select(ValueOf)]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static Timestamp? Time(DateTime? time) => time is { } value ? Timestamp.FromDateTime(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : null;

    private ResourceCommand Map(ResourceCommandAnnotation command, CustomResourceSnapshot snapshot)
    {
        var state = command.UpdateState(new UpdateCommandStateContext(snapshot, services));
        return new ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            DisplayDescription = command.Options.Description ?? "",
            IsHighlighted = command.Options.IsHighlighted,
            State = (Protocol.ResourceCommandState)state,
            IconName = command.Options.IconName ?? "",
            IconVariant = Protocol.IconVariant.Filled,
        };
    }
}
