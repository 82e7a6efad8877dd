using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dcp;

/// <summary>Where Aspire's orchestrator and dashboard lie.</summary>
internal sealed record ToolPaths(string? Orchestrator, string? Dashboard)
{
    private const string HowToGet =
        "The build restores both with npm on linux-x64 (install Node.js 20 or later, then build the AppHost again). Elsewhere install the Aspire CLI, run 'aspire setup --install-path DIR' and set "
        + "ASPIRE_DCP_PATH=DIR/bundle/dcp and ASPIRE_DASHBOARD_PATH=DIR/bundle/managed/aspire-managed.";

    /// <summary>Looks in the settings, then the environment, then where the build put them.</summary>
    public static ToolPaths Find(IConfiguration configuration, Assembly? appHost)
    {
        var dcp = configuration["DcpPublisher:CliPath"] ?? configuration["ASPIRE_DCP_PATH"] ?? Metadata(appHost, "dcpclipath");
        var dashboard = configuration["DcpPublisher:DashboardPath"] ?? configuration["ASPIRE_DASHBOARD_PATH"] ?? Metadata(appHost, "aspiredashboardpath");
        return new(Directory.Exists(dcp) ? Path.Combine(dcp, "dcp") : dcp, dashboard);
    }

    /// <summary>Returns the orchestrator, or says how to get one.</summary>
    public string RequireOrchestrator() => File.Exists(Orchestrator)
        ? Orchestrator
        : throw new DistributedApplicationException($"Aspire's orchestrator (dcp) was not found{At(Orchestrator)}. {HowToGet}");

    /// <summary>Returns the dashboard, or says how to get one.</summary>
    public string RequireDashboard() => File.Exists(Dashboard)
        ? Dashboard
        : throw new DistributedApplicationException($"Aspire's dashboard (aspire-managed) was not found{At(Dashboard)}. {HowToGet}");

    private static string At(string? path) => string.IsNullOrEmpty(path) ? "" : $" at {path}";

    private static string? Metadata(Assembly? assembly, string key)
        => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == key)?.Value;
}
