using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Records;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Tests.Conformance;
using ModelServing.ModelServer.Tests.Loading;
using ModelServing.ModelServer.Warmup;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>Files of recorded requests, run as a version's warm-up.</summary>
internal sealed class RecordTarget : IDisposable
{
    private static readonly byte[][] Payloads = [.. Logs().Select(log => log.ToByteArray())];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");
    private readonly SavedModelServable _model;

    public RecordTarget()
    {
        HalfPlusTwoModel.Builder().WriteTo(_folder.FullName);
        _model = Models.Loader.TryLoad(_folder.FullName, new LoadOptions { IntraOpThreads = 1 }, out var model, out var error)
            ? new SavedModelServable(model)
            : throw new InvalidOperationException(error.Message);
        Target = new FuzzTarget([Write(Payloads), .. Payloads.Select(payload => Write(payload))], [[0x32], [0x0a, 0x00], [0x12, 0x02, 0x08, 0x01]], input => _ = Error(input)) { Mutate = Mutate };
    }

    public FuzzTarget Target { get; }

    /// <summary>Runs a file's requests; null where all of them succeed.</summary>
    public string? Error(byte[] file) => WarmupFile.Run(new MemoryStream(file), "requests", _model, new WarmupOptions(), out _)?.Message;

    public void Dispose()
    {
        _model.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Most mutants are sound files of bad records: a blind change never gets past the first checksum.</summary>
    private static byte[] Mutate(Random random, FuzzTarget target) => random.Next(4) == 0
        ? Mutator.Mutate(random, target)
        : Write(Mutator.Mutate(random, target with { Seeds = Payloads }), Payloads[random.Next(Payloads.Length)]);

    private static byte[] Write(params byte[][] payloads)
    {
        var file = new MemoryStream();
        var writer = new RecordWriter(file);
        foreach (var payload in payloads)
        {
            writer.Write(payload);
        }

        return file.ToArray();
    }

    private static IEnumerable<PredictionLog> Logs()
    {
        var predict = new PredictRequest { ModelSpec = new ModelSpec { Name = "m", Version = 3 }, OutputFilter = { "y" } };
        predict.Inputs["x"] = TensorProtoCodec.Encode(Tensor.Create([2], 1f, 2f));
        yield return new PredictionLog { PredictLog = new PredictLog { Request = predict } };
        var example = new Example { Features = new Features { Feature = { ["x"] = new Feature { FloatList = new FloatList { Value = { 2 } } } } } };
        var input = new Input { ExampleListWithContext = new ExampleListWithContext { Context = example, Examples = { example, new Example() } } };
        var (classify, regress) = (new ModelSpec { Name = "m", SignatureName = "classify_x_to_y" }, new ModelSpec { Name = "m", SignatureName = "regress_x_to_y2" });
        yield return new PredictionLog { ClassifyLog = new ClassifyLog { Request = new ClassificationRequest { ModelSpec = classify, Input = input } } };
        yield return new PredictionLog { RegressLog = new RegressLog { Request = new RegressionRequest { ModelSpec = regress, Input = input } } };
        InferenceTask[] tasks =
        [
            new() { ModelSpec = classify, MethodName = "tensorflow/serving/classify" },
            new() { ModelSpec = regress, MethodName = "tensorflow/serving/regress" },
        ];
        yield return new PredictionLog { MultiInferenceLog = new MultiInferenceLog { Request = new MultiInferenceRequest { Tasks = { tasks }, Input = input } } };
    }
}
