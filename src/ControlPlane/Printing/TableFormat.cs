namespace ModelServing.ControlPlane.Printing;

internal static class TableFormat
{
    /// <summary>Says whether the client wants rows and columns: <c>Accept: application/json;as=Table;v=v1;g=meta.k8s.io</c>.</summary>
    public static bool IsWanted(HttpRequest request) => request.Headers.Accept.ToString().Contains("as=Table", StringComparison.Ordinal);
}
