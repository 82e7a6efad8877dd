using ModelServing.ControlPlane.Api;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>What an HTTP request wants to do.</summary>
internal static class RequestAttributes
{
    private const string NameSelector = "metadata.name=";

    public static AccessAttributes Of(HttpRequest request)
    {
        if (!ApiPath.TryParse(request.Path, out var path))
        {
            return new AccessAttributes(request.Method.ToLowerInvariant()) { Path = request.Path.Value ?? "/" };
        }

        var verb = Verb(request, path);
        return new AccessAttributes(verb)
        {
            Group = path.Group,
            Resource = path.Plural,
            Subresource = path.Subresource ?? "",

            // A namespace is itself in its namespace: who rules there may read it.
            Namespace = path.Namespace ?? (path is { Group: "", Plural: "namespaces" } ? path.Name : null) ?? "",
            Name = path.Name ?? (verb is "list" or "watch" ? SelectedName(request) : ""),
        };
    }

    private static string Verb(HttpRequest request, ApiPath path) => (request.Method, path.Name) switch
    {
        ("GET" or "HEAD", _) when request.Query["watch"].ToString() is "1" or "true" && path.Name is null => "watch",
        ("GET" or "HEAD", null) => "list",
        ("GET" or "HEAD", _) => "get",
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("DELETE", null) => "deletecollection",
        _ => request.Method.ToLowerInvariant(),
    };

    private static string SelectedName(HttpRequest request) =>
        request.Query["fieldSelector"].ToString() is var selector && selector.StartsWith(NameSelector, StringComparison.Ordinal) && !selector.Contains(',')
            ? selector[NameSelector.Length..].TrimStart('=')
            : "";
}
