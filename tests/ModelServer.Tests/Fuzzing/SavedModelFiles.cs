using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Conformance;
using ModelServing.ModelServer.Tests.Loading;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>The importer, over a folder whose <c>saved_model.pb</c> changes from mutant to mutant.</summary>
internal sealed class SavedModelFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");

    public SavedModelFiles()
    {
        List<byte[]> seeds = [];
        foreach (var builder in new[] { GraphSeeds.Functions(), ControlFlowSeeds.Functions(), ControlFlowSeeds.Frames(), HalfPlusTwoModel.Builder() })
        {
            builder.WriteTo(_folder.FullName);
            seeds.Add(File.ReadAllBytes(SavedModelPath));
        }

        Target = new FuzzTarget(seeds, [], input => _ = Loads(input)) { Mutate = Mutate, MemoryAllowance = 1 << 28 };
    }

    public FuzzTarget Target { get; }

    private string SavedModelPath => Path.Combine(_folder.FullName, "saved_model.pb");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Loads what the bytes describe, and says whether that succeeded.</summary>
    public bool Loads(byte[] input)
    {
        File.WriteAllBytes(SavedModelPath, input);
        var loaded = Models.Loader.TryLoad(_folder.FullName, new LoadOptions { IntraOpThreads = 1 }, out var model, out _);
        model?.Dispose();
        return loaded;
    }

    private static byte[] Mutate(Random random, FuzzTarget target) => random.Next(3) == 0
        ? Mutator.Mutate(random, target)
        : GraphMutator.Mutate(random, SavedModel.Parser.ParseFrom(target.Seeds[random.Next(target.Seeds.Count)])).ToByteArray();
}
