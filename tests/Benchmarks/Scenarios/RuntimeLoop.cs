using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Runtimes;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>The perceptron of <see cref="BenchmarkModels"/> on ONNX Runtime with nothing around it: inputs and outputs are bound once.</summary>
internal sealed class RuntimeLoop : IDisposable
{
    private static readonly RunOptions Options = new();

    private readonly InferenceSession _session;

    public RuntimeLoop(params ReadOnlySpan<int> hidden)
    {
        OnnxEnvironment.Ensure(); // there is one in a process, and the first to ask decides on its threads
        using var settings = new SessionOptions { IntraOpNumThreads = 1 };
        _session = new InferenceSession(Write(hidden), settings);
    }

    /// <summary>Runs it on several threads for some time.</summary>
    public LoadResult Run(int rows, int threads, TimeSpan duration)
    {
        var runs = new long[threads];
        var started = Stopwatch.GetTimestamp();
        var running = Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            var run = Caller(rows);
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                run();
                runs[index]++;
            }
        })).ToArray();
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join());
        return new LoadResult(runs.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds, 0, runs.Sum(), 0);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Makes a caller with buffers of its own; each runs on one thread.</summary>
    private Action Caller(int rows)
    {
        var input = OrtValue.CreateTensorValueFromMemory(new float[rows * BenchmarkModels.Pixels], [rows, BenchmarkModels.Pixels]);
        var output = OrtValue.CreateTensorValueFromMemory(new float[rows * BenchmarkModels.Classes], [rows, BenchmarkModels.Classes]);
        return () => _session.Run(Options, ["x"], [input], ["y"], [output]);
    }

    private static byte[] Write(ReadOnlySpan<int> hidden)
    {
        var writer = new OnnxGraphWriter(maxInline: int.MaxValue);
        writer.Input("x", DataType.Float);
        var (value, width) = ("x", BenchmarkModels.Pixels);
        foreach (var next in hidden)
        {
            value = writer.Node("Relu", [Dense(writer, value, width, next)], 1, [])[0];
            width = next;
        }

        writer.Output("y", writer.Node("Softmax", [Dense(writer, value, width, BenchmarkModels.Classes)], 1, [])[0], DataType.Float);
        return writer.ToModel().Bytes;
    }

    private static string Dense(OnnxGraphWriter writer, string input, int rows, int columns)
    {
        var kernel = writer.Constant(Tensor.Create<float>([rows, columns], BenchmarkModels.Random(rows * columns, (ulong)rows)));
        var bias = writer.Constant(Tensor.Create<float>([columns], BenchmarkModels.Random(columns, (ulong)columns)));
        return writer.Node("Gemm", [input, kernel, bias], 1, [])[0];
    }
}
