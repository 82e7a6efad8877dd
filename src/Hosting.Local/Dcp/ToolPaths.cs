using System.Reflection;

namespace Aspire.Hosting.Dcp;

/// <summary>Where Aspire's orchestrator and dashboard lie.</summary>
internal sealed record ToolPaths(string? Orchestrator, string? Dashboard)
{
    private const string HowToGet =
        "The build restores both with npm on linux-x64 (install Node.js 20 or later, then build the AppHost again). Elsewhere install the Aspire CLI, run 'aspire setup --install-path DIR' and set "
        + "ASPIRE_DCP_PATH=DIR/bundle/dcp and ASPIRE_DASHBOARD_PATH=DIR/bundle/managed/aspire-managed.";

    /// <summary>Looks in the settings, then the environment, then where the build put them.</summary>
    public static ToolPaths Find(IConfiguration configuration)
    {
        var dcp = configuration["DcpPublisher:CliPath"] ?? configuration["ASPIRE_DCP_PATH"] ?? Metadata("dcpclipath");
        var dashboard = configuration["DcpPublisher:DashboardPath"] ?? configuration["ASPIRE_DASHBOARD_PATH"] ?? Metadata("aspiredashboardpath");
        return new(Directory.Exists(dcp) ? Path.Combine(dcp, "dcp") : dcp, dashboard);
    }

    public string RequireOrchestrator() => Require(Orchestrator, "orchestrator (dcp)");

    public string RequireDashboard() => Require(Dashboard, "dashboard (aspire-managed)");

    private static string Require(string? path, string what) => File.Exists(path)
        ? path
        : throw new DistributedApplicationException($"Aspire's {what} was not found{At(path)}. {HowToGet}");

    private static string At(string? path) => string.IsNullOrEmpty(path) ? "" : $" at {path}";

    /// <summary>Returns what the build wrote into the AppHost.</summary>
    public static string? Metadata(string key)
        => Assembly.GetEntryAssembly()?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == key)?.Value;
}
