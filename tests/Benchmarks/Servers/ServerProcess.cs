using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using ModelServing.Benchmarks.Load;

namespace ModelServing.Benchmarks.Servers;

/// <summary>A server in a process of its own, as users run it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int restPort, int grpcPort)
    {
        _process = process;
        RestPort = restPort;
        GrpcPort = grpcPort;
    }

    public int RestPort { get; }

    public int GrpcPort { get; }

    /// <summary>Gets the time from the start of the process to its first open port.</summary>
    public TimeSpan StartTime { get; private init; }

    /// <summary>Gets the memory that the process holds now, in bytes.</summary>
    public long ResidentMemory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Gets the processor time used so far.</summary>
    public TimeSpan ProcessorTime => _process.TotalProcessorTime;

    /// <summary>Starts the model server on free ports.</summary>
    public static Task<ServerProcess> StartModelServerAsync(string modelFolder, params IEnumerable<string> flags) =>
        StartModelServerAsync(modelFolder, null, flags);

    /// <summary>Starts the model server on free ports, for as many processors as given; null for all.</summary>
    public static Task<ServerProcess> StartModelServerAsync(string modelFolder, int? processors, params IEnumerable<string> flags) => StartAsync(
        "ModelServing.ModelServer",
        (rest, grpc) => [$"--port={grpc}", $"--rest_api_port={rest}", "--model_name=m", $"--model_base_path={modelFolder}", .. flags],
        processors);

    /// <summary>Starts the server that only reads and writes.</summary>
    public static Task<ServerProcess> StartBareServerAsync(string answer) => StartAsync(
        "ModelServing.Benchmarks",
        (rest, grpc) => [BareServer.Command, rest.ToString(CultureInfo.InvariantCulture), grpc.ToString(CultureInfo.InvariantCulture), answer]);

    /// <summary>Starts the server that stalls.</summary>
    public static Task<ServerProcess> StartStallingServerAsync(string answer) => StartAsync(
        "ModelServing.Benchmarks",
        (rest, _) => [StallingServer.Command, rest.ToString(CultureInfo.InvariantCulture), answer]);

    /// <summary>Leaves one processor to the server.</summary>
    public Task ConfineAsync(int processor) => Tool.RunAsync("taskset", "util-linux", ["-acp", $"{processor}", $"{_process.Id}"]);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(string executable, Func<int, int, IEnumerable<string>> arguments, int? processors = null)
    {
        var (rest, grpc) = (FreePort.Find(), FreePort.Find());
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, executable), arguments(rest, grpc)) { RedirectStandardOutput = true };
        if (processors is { } count)
        {
            start.Environment["DOTNET_PROCESSOR_COUNT"] = $"{count:X}"; // the runtime reads it as hexadecimal
        }

        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{executable} does not start");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        while (!await IsOpenAsync(rest))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{executable} ended with {process.ExitCode}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }

        return new ServerProcess(process, rest, grpc) { StartTime = Stopwatch.GetElapsedTime(started) };
    }

    internal static async Task<bool> IsOpenAsync(int port)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
