using System.Diagnostics;
using ModelServing.Benchmarks.Models;

namespace ModelServing.Benchmarks.Servers;

/// <summary>Debian's nginx, which answers every prediction with the same JSON: the least that a model server could do.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    public const string PredictPath = "/v1/models/m:predict";
    private const string Metadata = """{"model_spec":{"name":"m","version":"1"},"metadata":{"signature_def":{"signature_def":{"serving_default":{"inputs":{"x":{"dtype":"DT_FLOAT","tensor_shape":{"dim":[{"size":"-1"},{"size":"8"}],"unknown_rank":false}}},"outputs":{"y":{"dtype":"DT_FLOAT"}}}}}}}""";

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private NginxServer(TemporaryFolder folder, Process process, int port)
    {
        (_folder, _process, Port) = (folder, process, port);
    }

    public int Port { get; }

    public static async Task<NginxServer> StartAsync(string answer)
    {
        var (folder, port) = (new TemporaryFolder(), FreePort.Find());
        await File.WriteAllTextAsync(folder.In("nginx.conf"), Configuration(folder, port, answer));
        try
        {
            var process = Process.Start(new ProcessStartInfo("nginx", ["-p", folder.Path, "-c", folder.In("nginx.conf"), "-e", "stderr"]))
                ?? throw new InvalidOperationException("nginx does not start");
            while (!process.HasExited && !await ServerProcess.IsOpenAsync(port))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }

            return process.HasExited ? throw new InvalidOperationException($"nginx ended with {process.ExitCode}") : new(folder, process, port);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("nginx was not found: install Debian's nginx-light", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Dispose();
    }

    private static string Configuration(TemporaryFolder folder, int port, string answer) => $$"""
        worker_processes 2;
        daemon off;
        pid {{folder.In("nginx.pid")}};
        events { worker_connections 1024; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          client_body_temp_path {{folder.In("bodies")}};
          proxy_temp_path {{folder.In("proxy")}};
          fastcgi_temp_path {{folder.In("fastcgi")}};
          uwsgi_temp_path {{folder.In("uwsgi")}};
          scgi_temp_path {{folder.In("scgi")}};
          default_type application/json;
          server {
            listen 127.0.0.1:{{port}};
            location = /v1/models/m/metadata { return 200 '{{Metadata}}'; }
            location / { return 200 '{{answer}}'; }
          }
        }
        """;
}
