namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard listens.</summary>
internal sealed record DashboardAddresses(string Frontend, string Otlp)
{
    private const int DefaultPort = 18888;

    /// <summary>Takes the configured addresses, with another port where that one is taken.</summary>
    public static DashboardAddresses Choose(IConfiguration configuration)
        => new(Address(configuration["ASPNETCORE_URLS"], DefaultPort), Address(configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"], null));

    private static string Address(string? configured, int? otherwise)
    {
        var first = configured?.Split(';')[0];
        var preferred = Uri.TryCreate(first, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp ? url.Port : otherwise;
        return $"http://127.0.0.1:{PortProbe.Free(preferred is 0 ? null : preferred)}";
    }
}
