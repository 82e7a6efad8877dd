using System.Diagnostics;
using Npgsql;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.History;

/// <summary>
/// A PostgreSQL of the machine's own programs, with its data in a temporary folder and a Unix socket there as its only way in. It takes languages' order of
/// letters (ICU), as most databases that people run do, and not that of code points.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Folders = "/usr/lib/postgresql";

    /// <summary>PostgreSQL refuses to run as root; nobody has this number wherever there is Linux.</summary>
    private const string Nobody = "65534";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string? _programs = FindPrograms();
    private DirectoryInfo? _home;
    private Process? _server;

    /// <summary>The connection string of a database that is not there yet.</summary>
    public string NewDatabase()
    {
        Assert.SkipWhen(_programs is null, $"no PostgreSQL found in {Folders}: the history was not tried on one (Debian: apt-get install postgresql)");
        return $"Host={_home?.FullName};Username=modelserving;Database=history_{Guid.NewGuid():N}";
    }

    /// <summary>Starts the server again, as an upgrade does: every connection breaks.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask InitializeAsync()
    {
        if (_programs is null)
        {
            return;
        }

        _home = Directory.CreateTempSubdirectory("pg");
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", [Nobody, _home.FullName]);
        }

        await RunServerProgramAsync("initdb", ["--pgdata", Data, "--auth=trust", "--username=modelserving", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync"]);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        NpgsqlConnection.ClearAllPools();
        _home?.Delete(recursive: true);
    }

    private string Data => Path.Combine(_home?.FullName ?? "", "data");

    private async Task StartAsync()
    {
        _server = Process.Start(Command("postgres", ["-D", Data, "-k", _home?.FullName ?? "", "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB"])) ?? throw new InvalidOperationException("postgres did not start");
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        await using var source = NpgsqlDataSource.Create($"Host={_home?.FullName};Username=modelserving;Database=postgres;Pooling=false");
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(deadline.Token);
                return;
            }
            catch (NpgsqlException) when (!_server.HasExited)
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
    }

    private async Task StopAsync()
    {
        if (_server is null)
        {
            return;
        }

        await RunServerProgramAsync("pg_ctl", ["stop", "--pgdata", Data, "--mode=fast"]);
        await _server.WaitForExitAsync(CancellationToken.None);
        _server.Dispose();
        _server = null;
    }

    private Task RunServerProgramAsync(string program, string[] arguments) => RunAsync(Command(program, arguments));

    private static Task RunAsync(string program, string[] arguments) => RunAsync(Quiet(program, arguments));

    private static async Task RunAsync(ProcessStartInfo command)
    {
        using var process = Process.Start(command) ?? throw new InvalidOperationException($"{command.FileName} did not start");
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{command.FileName} {string.Join(' ', command.ArgumentList)}: {await output} {await error}");
    }

    private ProcessStartInfo Command(string program, string[] arguments)
    {
        var path = Path.Combine(_programs ?? "", program);
        return Environment.IsPrivilegedProcess
            ? Quiet("setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", path, .. arguments])
            : Quiet(path, arguments);
    }

    /// <summary>In a folder that the server's user may enter.</summary>
    private static ProcessStartInfo Quiet(string program, string[] arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };

    /// <summary>Debian keeps each release in a folder of its own, and none on the path.</summary>
    private static string? FindPrograms()
    {
        var releases = Directory.Exists(Folders) ? Directory.GetDirectories(Folders) : [];
        return releases.Select(folder => Path.Combine(folder, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb")))
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(Path.GetDirectoryName(folder)), out var release) ? release : 0).FirstOrDefault();
    }
}
