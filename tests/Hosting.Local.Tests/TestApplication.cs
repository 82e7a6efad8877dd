using ModelServing.Testing;

namespace ModelServing.Hosting.Local.Tests;

/// <summary>Small applications over the real orchestrator, without a dashboard.</summary>
internal static class TestApplication
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Creates a builder, or skips the running test, visibly, where the orchestrator was not restored.</summary>
    public static IDistributedApplicationBuilder CreateBuilder()
    {
        var tools = RepositoryPaths.InRepository("AppHost", "obj", "aspire-13.5.4", "install", "bundle", "dcp");
        var dcp = Environment.GetEnvironmentVariable("ASPIRE_DCP_PATH") ?? tools;
        Assert.SkipUnless(Path.Exists(dcp), $"the orchestrator was not found at {dcp}: build AppHost first");
        return DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true, Args = ["--dcp-cli-path", dcp] });
    }

    public static IResourceBuilder<ExecutableResource> AddShell(this IDistributedApplicationBuilder builder, string name, string script)
        => builder.AddResource(new ExecutableResource(name, "/bin/sh", Path.GetTempPath())).WithArgs("-c", script);

    public static async Task<CustomResourceSnapshot> ReachesAsync(this DistributedApplication application, IResource resource, string state)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var change = await application.ResourceNotifications.WaitForResourceAsync(resource.Name, found => found.Snapshot.State?.Text == state, timeout.Token);
        return change.Snapshot;
    }
}
