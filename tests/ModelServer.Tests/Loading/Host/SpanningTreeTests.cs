using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Trees over the nodes of graphs: the figures are those of TensorFlow Text's own tests, and of an evaluator that tries all trees.</summary>
public sealed class SpanningTreeTests
{
    private const int Width = 5;
    private const int Graphs = 25;

    [Fact]
    public void Run_TwoGraphs_FindsTheTreesOfTensorFlow()
    {
        int[] scores = [0, 0, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0, 1, 2, 3, 4, 4, 3, 2, 9, 0, 0, 2, 9, 0, 0, 0, 9, 9, 9, 9, 9];

        Assert.Equal(["int32[2] 7 6", "int32[2,4] 3 0 1 3 0 2 0 -1"], Run(Tensor.Create([2], 4, 3), Tensor.Create<int>([2, 4, 4], scores), isForest: false).Select(HostRun.Show));
    }

    [Theory]
    [InlineData(DataType.DtInt32, false)]
    [InlineData(DataType.DtInt32, true)]
    [InlineData(DataType.DtFloat, false)]
    [InlineData(DataType.DtFloat, true)]
    [InlineData(DataType.DtDouble, false)]
    [InlineData(DataType.DtDouble, true)]
    public void Run_ChosenByChance_FindsTheBestOfAllTrees(DataType type, bool isForest)
    {
        var random = new Random(11);
        int[] counts = [.. Enumerable.Range(0, Graphs).Select(graph => 1 + (graph % Width))];
        var scores = new double[Graphs][];
        var best = new double[Graphs];
        for (var graph = 0; graph < Graphs; graph++)
        {
            do
            {
                scores[graph] = [.. Enumerable.Range(0, Width * Width).Select(_ => type != DataType.DtInt32 && random.Next(4) == 0 ? double.NegativeInfinity : random.Next(-9, 10))];
                best[graph] = Trees(counts[graph], isForest).Max(tree => Total(scores[graph], tree));
            }
            while (double.IsInfinity(best[graph])); // no tree reaches all nodes
        }

        var results = Run(Tensor.Create<int>([Graphs], counts), Numbers(type, [Graphs, Width, Width], [.. scores.SelectMany(own => own)]), isForest);

        var trees = results[1].AsSpan<int>().ToArray().Chunk(Width).ToArray();
        Assert.Equal(Numbers(type, [Graphs], best).Show(), results[0].Show());
        Assert.All(trees, (tree, graph) =>
        {
            Assert.True(IsTree(tree[..counts[graph]], isForest));
            Assert.Equal(best[graph], Total(scores[graph], tree[..counts[graph]]));
            Assert.All(tree[counts[graph]..], source => Assert.Equal(-1, source));
        });
    }

    /// <summary>The last two nodes like each other best, the one before them likes these two, and so on: as many cycles in one another as there are nodes.</summary>
    [Fact]
    public void Run_CyclesInCycles_AreOpened()
    {
        const int Count = 600;
        var scores = new float[Count * Count];
        for (var target = 0; target < Count; target++)
        {
            for (var source = 0; source < Count; source++)
            {
                scores[(target * Count) + source] = source == target ? -1000 - target : -Math.Abs(source - target);
            }
        }

        var results = Run(Tensor.Create([1], Count), Tensor.Create<float>([1, Count, Count], scores), isForest: false);

        Assert.Equal($"float[1] {-1000 - (Count - 1)}", results[0].Show()); // the first one is the root, and each of the others hangs on a neighbour
        Assert.True(IsTree(results[1].AsSpan<int>().ToArray(), isForest: false));
    }

    [Theory]
    [InlineData(false, "1", "1,1,1", "Infeasible digraph")]
    [InlineData(true, "2", "1,3,3", "Infeasible digraph")]
    [InlineData(false, "0", "1,3,3", "Non-positive number of nodes: 0")]
    [InlineData(false, "-1", "1,3,3", "Non-positive number of nodes: -1")]
    [InlineData(false, "4", "1,3,3", "number of nodes in digraph 0 overflows input dimension: got 4 but expected <= 3")]
    [InlineData(false, "1 1", "1,3,3", "num_nodes misshapen: got [2] but expected [1]")]
    [InlineData(false, "1", "3,3", "scores must be rank 3, got shape [3,3]")]
    [InlineData(false, "1", "1,3,2", "scores misshapen: got [1,3,2] but expected [1,3,3]")]
    public void Run_WhatHasNoTree_IsRefused(bool isForest, string counts, string shape, string expected)
    {
        int[] nodes = [.. counts.Split(' ').Select(int.Parse)];
        long[] sizes = [.. shape.Split(',').Select(long.Parse)];
        var nothing = Tensor.Create<float>(sizes, [.. Enumerable.Repeat(float.NaN, (int)Tensor.CountElements(sizes))]);

        Assert.Equal(expected, HostRun.Refusal(
            "MaxSpanningTree",
            [Tensor.Create<int>([nodes.Length], nodes), nothing],
            DataType.DtFloat,
            ("T", Attributes.Of(DataType.DtFloat)),
            ("forest", Attributes.Of(isForest))));
    }

    [Fact]
    public void Run_RootsWithoutArcs_AreAForestOnly()
    {
        var (counts, scores) = (Tensor.Create([1], 2), Tensor.Create([1, 2, 2], 3d, double.NaN, double.PositiveInfinity, 4));

        Assert.Equal(["double[1] 7", "int32[1,2] 0 1"], Run(counts, scores, isForest: true).Select(HostRun.Show));
        Assert.Equal("Infeasible digraph", HostRun.Refusal("MaxSpanningTree", [counts, scores], DataType.DtDouble, ("T", Attributes.Of(DataType.DtDouble))));
    }

    [Fact]
    public void Run_NoGraphs_GivesNone() =>
        Assert.Equal(["float[0]", "int32[0,3]"], Run(Tensor.Create<int>([0]), Tensor.Create<float>([0, 3, 3]), isForest: false).Select(HostRun.Show));

    private static Tensor[] Run(Tensor counts, Tensor scores, bool isForest)
    {
        var type = (DataType)scores.DataType;
        return HostRun.Run("MaxSpanningTree", [counts, scores], [type, DataType.DtInt32], ("T", Attributes.Of(type)), ("forest", Attributes.Of(isForest)));
    }

    private static Tensor Numbers(DataType type, long[] shape, double[] values) => type switch
    {
        DataType.DtInt32 => Tensor.Create<int>(shape, [.. values.Select(value => (int)value)]),
        DataType.DtFloat => Tensor.Create<float>(shape, [.. values.Select(value => (float)value)]),
        _ => Tensor.Create<double>(shape, values),
    };

    private static IEnumerable<int[]> Trees(int count, bool isForest) => Enumerable.Range(0, (int)Math.Pow(count, count))
        .Select(number => Enumerable.Range(0, count).Select(node => number / (int)Math.Pow(count, node) % count).ToArray())
        .Where(sources => IsTree(sources, isForest));

    private static bool IsTree(int[] sources, bool isForest) =>
        (isForest || sources.Where((source, node) => source == node).Count() == 1) && Array.TrueForAll(sources, source => LeadsToRoot(sources, source));

    private static bool LeadsToRoot(int[] sources, int node)
    {
        for (var step = 0; step < sources.Length && sources[node] != node; step++)
        {
            node = sources[node];
        }

        return sources[node] == node;
    }

    private static double Total(double[] scores, int[] sources) => sources.Select((source, target) => scores[(target * Width) + source]).Sum();
}
