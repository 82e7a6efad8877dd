namespace Aspire.Hosting;

/// <summary>An application of several resources.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;

    internal DistributedApplication(IHost host) => _host = host;

    /// <summary>Gets the services of the AppHost.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Gets the service that tells what happens to resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Gets the service that runs the commands of resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Creates a builder.</summary>
    /// <remarks>A command line that cannot be understood ends the process with one line on the error stream and exit code 2.</remarks>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        try
        {
            return CreateBuilder(new DistributedApplicationOptions { Args = args });
        }
        catch (CommandLineException exception)
        {
            Console.Error.WriteLine(exception.Message);
            Environment.Exit(2);
            throw;
        }
    }

    /// <summary>Creates a builder.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Runs the application until it is told to stop.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs the application until it is told to stop.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await HostingAbstractionsHostExtensions.RunAsync(this, cancellationToken);
        }
        catch (Exception exception) when (exception is DistributedApplicationException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            Environment.ExitCode = 1;
        }
    }

    /// <summary>Starts the application.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    /// <summary>Stops the application and everything it started.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ((IAsyncDisposable)_host).DisposeAsync();
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }
}
