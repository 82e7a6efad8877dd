using System.Globalization;
using System.Runtime.InteropServices;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading.Weights;

/// <summary>How often a large variable is held. Memory is that of the process, without files, swapped out or not, in units of the variable.</summary>
[Collection(nameof(AloneCollection))]
public sealed class WeightMemoryTests : IDisposable
{
    private const int Rows = 4096;
    private const int Columns = 4096;
    private const double Unit = Rows * Columns * sizeof(float);

    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_FactorOfOneSignature_IsHeldOnce() => Check(() => WeightModels.Products(Weight(), 1), 0.8, 1.4);

    [Fact]
    public void Load_FactorOfFourSignatures_IsHeldAndPackedOnce() => Check(() => WeightModels.Products(Weight(), 4), 1.8, 2.5);

    [Fact]
    public void Load_TableOfTwoSignatures_IsHeldOnce() => Check(() => WeightModels.Lookups(Weight(), 2), 0.8, 1.4);

    [Fact]
    public void Load_FilterOfOneSignature_IsHeldOnce() => Check(() => WeightModels.Convolutions(Filter(), 1), 0.8, 1.4);

    [Fact]
    public void Load_FilterOfFourSignatures_IsHeldOnce() => Check(() => WeightModels.Convolutions(Filter(), 4), 0.8, 1.4);

    private static Tensor Filter() => Weight().Reshape(2, 2, Rows / 2, Columns / 2);

    /// <summary>Not of zeros: a kernel may take pages of zeros back where memory is short.</summary>
    private static Tensor Weight()
    {
        var values = new float[Rows * Columns];
        values.AsSpan().Fill(0.5f);
        return Tensor.Create<float>([Rows, Columns], values);
    }

    private void Check(Func<SavedModelBuilder> build, double least, double most)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        build().WriteTo(_folder);
        Models.Load(_folder).Dispose(); // what a first load leaves behind is not the variable
        var loads = Enumerable.Range(0, 3).Select(_ => Load()).ToList();
        Assert.InRange(Median(loads.Select(load => load.Taken)), least, most);
        Assert.InRange(Median(loads.Select(load => load.Left)), -1, 0.3);
    }

    /// <summary>What a load takes, and what is left of that when the model is gone.</summary>
    private (double Taken, double Left) Load()
    {
        var before = Memory();
        double loaded;
        using (Models.Load(_folder))
        {
            loaded = Memory();
        }

        return ((loaded - before) / Unit, (Memory() - before) / Unit);
    }

    /// <summary>The middle one of three, for a pool that gives its buffers back meanwhile spoils one of them at most.</summary>
    private static double Median(IEnumerable<double> three) => three.Order().ElementAt(1);

    private static double Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = ReturnFreedMemory(0); // what earlier models freed would be used again, and hide what this one takes
        var sizes = File.ReadLines("/proc/self/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("VmSwap:", StringComparison.Ordinal));
        return 1024 * sizes.Sum(line => double.Parse(line.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture));
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int ReturnFreedMemory(nint keep);
}
