using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using ModelServing.Benchmarks.Models;

namespace ModelServing.Benchmarks.Load;

/// <summary>gRPC load by <c>h2load</c>: 32 calls at a time over 4 connections.</summary>
internal static partial class H2Load
{
    public static async Task<LoadResult> CallAsync(int port, string method, IMessage request, int seconds, int? processor = null, int connections = 4, int streams = 8)
    {
        using var folder = new TemporaryFolder();
        var body = folder.In("request.bin");
        await File.WriteAllBytesAsync(body, Frame(request));
        string[] headers = ["content-type: application/grpc", "te: trailers"];
        var log = folder.In("times.log");
        var output = await Tool.RunAsync(
            "h2load",
            "nghttp2-client",
            [
                "-t1", $"-c{connections}", $"-m{streams}", $"-D{seconds}", "-d", body, $"--log-file={log}",
                .. headers.SelectMany(header => new[] { "-H", header }), $"http://127.0.0.1:{port}/{method}",
            ],
            processor);
        var fields = Result().Match(output).Groups;
        return new LoadResult(
            double.Parse(fields[1].Value, CultureInfo.InvariantCulture),
            Percentile99(log),
            long.Parse(fields[2].Value, CultureInfo.InvariantCulture),
            long.Parse(fields[3].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>Reads lines of start (us), status, and duration (us).</summary>
    private static double Percentile99(string log)
    {
        var durations = File.ReadLines(log).Select(line => double.Parse(line.AsSpan(line.LastIndexOf('\t') + 1), CultureInfo.InvariantCulture)).Order().ToArray();
        return durations.Length == 0 ? double.NaN : durations[(int)(0.99 * (durations.Length - 1))] / 1000;
    }

    private static byte[] Frame(IMessage message)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        return frame;
    }

    [GeneratedRegex(@"([\d.]+) req/s[\s\S]*?requests: (\d+) total[\s\S]*?(\d+) failed")]
    private static partial Regex Result();
}
