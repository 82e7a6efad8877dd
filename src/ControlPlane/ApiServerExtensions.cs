using Microsoft.AspNetCore.Server.Kestrel.Core;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Api.PortForwarding;
using ModelServing.ControlPlane.Authorization;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Discovery;
using ModelServing.ControlPlane.FieldManagement;
using ModelServing.ControlPlane.Lifecycle;
using ModelServing.ControlPlane.Manifests;
using ModelServing.ControlPlane.OpenApi;
using ModelServing.ControlPlane.Printing;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Security;
using ModelServing.ControlPlane.Services;
using ModelServing.ControlPlane.Storage;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane;

internal static class ApiServerExtensions
{
    private const string DefaultUrl = "https://127.0.0.1:6443";

    /// <summary>Adds the objects, the rules for changing them and the API that serves them.</summary>
    public static void AddApiServer(this WebApplicationBuilder builder)
    {
        builder.AddState();
        builder.AddListener();
        builder.Services.AddRegistry();
        builder.Services.AddAccessControl();
        builder.Services.AddEndpoints();
        builder.Services.AddLifecycle();
    }

    /// <summary>Maps the API, open and protected paths alike.</summary>
    public static void MapApiServer(this WebApplication app)
    {
        app.UseMiddleware<BearerAuthentication>();
        app.UseMiddleware<RequestAuthorization>();
        app.MapDiscovery();
        app.MapOpenApi();
        app.MapManifests();
        var resources = app.Services.GetRequiredService<ResourceEndpoint>();
        app.Map($"/apis/{MetricsKinds.Group}/{MetricsKinds.Version}/{{scope}}/{{**path}}", app.Services.GetRequiredService<MetricsEndpoint>().HandleAsync);
        foreach (var (scope, plural) in new[] { ("namespaces/{ns}/", "services"), ("namespaces/{ns}/", "pods"), ("", "nodes") })
        {
            app.Map($"/api/v1/{scope}{plural}/{{target}}/proxy/{{**path}}", context => app.Services.GetRequiredService<ProxyEndpoint>().HandleAsync(context, plural));
        }

        app.Map("/api/{version}/{**path}", resources.HandleAsync);
        app.Map("/apis/{group}/{version}/{**path}", resources.HandleAsync);
        app.MapFallback(context => Responses.WriteAsync(context, Refusals.NoSuchPath()));
    }

    private static void AddState(this WebApplicationBuilder builder)
    {
        var folder = StateDirectory.Of(builder.Configuration);
        builder.Services.AddSingleton(folder);
        builder.Services.AddSingleton(_ => new ClusterStore(PrivateFile.Ensure(folder.File("cluster.db"))));
        builder.Services.AddSingleton<StaticUsers>();
        builder.Services.AddSingleton(_ => new ServiceAccountKey(folder.File("pki/sa.key")));
        builder.Services.AddSingleton<ServiceAccountTokens>();
        builder.Services.AddSingleton(services => new CertificateAuthority(folder.File("pki"), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<InitialNamespaces>();
    }

    private static void AddListener(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.Services.AddOptions<KestrelServerOptions>().Configure<CertificateAuthority>((options, authority) =>
        {
            ServerLimits.Apply(options);
            options.ConfigureHttpsDefaults(https => https.ServerCertificate = authority.ServerCertificate);
        });
        builder.Services.AddSingleton<BearerAuthentication>();
        builder.Services.AddHostedService<KubernetesService>();
        builder.Services.AddHostedService<KubeconfigPublisher>();
    }

    private static void AddRegistry(this IServiceCollection services)
    {
        services.AddCustomResources();
        services.AddPodAdmission();
        services.AddSingleton<IAdmission, BuiltInDefaults>();
        services.AddSingleton<IAdmission, ServiceAllocation>();
        services.AddSingleton<IAdmission, BuiltInRules>();
        services.AddSingleton<IAdmission, DeploymentRules>();
        services.AddSingleton<IAdmission, ImmutableFields>();
        services.AddSingleton<IAdmission, OnlyStoredNotice>();
        services.AddSingleton<AdmissionChain>();
        services.AddSingleton<ObjectRegistry>();
        services.AddSingleton<ConfigurationApplier>();
        services.AddSingleton<ICluster, StoreCluster>();
    }

    private static void AddEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<TablePrinter>();
        services.AddSingleton<KubeletClient>();
        services.AddSingleton<ObjectEndpoint>();
        services.AddSingleton<CollectionEndpoint>();
        services.AddSingleton<WatchEndpoint>();
        services.AddSingleton<WatchSlots>();
        services.AddSingleton<PodLogEndpoint>();
        services.AddSingleton<TokenRequestEndpoint>();
        services.AddSingleton<EvictionEndpoint>();
        services.AddSingleton<PodConnections>();
        services.AddSingleton<PortForwardEndpoint>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddSingleton<ProxyTarget>();
        services.AddSingleton<ProxyEndpoint>();
        services.AddSingleton<ResourceEndpoint>();
    }

    private static void AddLifecycle(this IServiceCollection services)
    {
        services.AddHostedService<GarbageCollector>();
        services.AddHostedService<DefaultServiceAccounts>();
        services.AddSingleton<ManifestApplier>();
        services.AddHostedService<ManifestsAtStart>();
    }
}
