using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ModelServing.ControlPlane.Api;

namespace ModelServing.ControlPlane.Security;

/// <summary>Writes the kubeconfig when the listener's real port is known; its appearance tells other processes that the API is up.</summary>
internal sealed class KubeconfigPublisher(
    IServer server, CertificateAuthority authority, StaticUsers users, StateDirectory folder, ILogger<KubeconfigPublisher> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>();
        if (AddressOf(addresses) is { } address)
        {
            // The admin's last: others wait for it.
            foreach (var user in users.All.OrderBy(user => user == users.Admin))
            {
                PrivateFile.Write(folder.File(user.KubeconfigFile), Kubeconfig.Text(address, authority.AuthorityPem, user.Info.Name, user.Token.Value));
            }

            ApiLog.Listening(logger, address, folder.File(users.Admin.KubeconfigFile));
        }
        else
        {
            ApiLog.NotListeningOnHttps(logger, string.Join(", ", addresses?.Addresses ?? []));
        }

        return Task.CompletedTask;
    }

    /// <summary>Where clients on this machine reach the API, if it listens.</summary>
    public static Uri? AddressOf(IServerAddressesFeature? addresses)
    {
        if (addresses?.Addresses.FirstOrDefault(address => address.StartsWith("https:", StringComparison.Ordinal)) is not { } address)
        {
            return null;
        }

        var uri = new UriBuilder(address);
        if (uri.Host is "0.0.0.0" or "[::]" or "+" or "*")
        {
            uri.Host = "127.0.0.1";
        }

        return uri.Uri;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
