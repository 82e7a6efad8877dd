using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api;

/// <summary>A request for a kind the API serves.</summary>
internal sealed record ApiRequest(HttpContext Http, ResourceDefinition Resource, ApiPath Path)
{
    public string Name => Path.Name ?? "";

    public string? Namespace => Path.Namespace;

    public CancellationToken Aborted => Http.RequestAborted;

    public WriteOptions WriteOptions() => new()
    {
        DryRun = Query("dryRun") is "All",
        FieldValidation = Query("fieldValidation") ?? "Warn",
        Manager = FieldManagerQuery.Manager(Http.Request),
        Subresource = Path.Subresource == "binding" ? null : Path.Subresource,
    };

    /// <summary>Says whether a query parameter is set and no clear no.</summary>
    public bool Flag(string name) => Query(name) is { } value && value != "0" && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    public string? Query(string name) => Http.Request.Query[name] is { Count: > 0 } values ? values[0] : null;
}
