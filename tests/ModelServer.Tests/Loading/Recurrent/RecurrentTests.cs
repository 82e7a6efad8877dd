using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.ControlFlow;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Recurrent;

public sealed class RecurrentTests
{
    private const int Batch = 3;
    private const int Time = 5;
    private const int Features = 4;
    private const int Units = 6;

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    public void Run_MarkedLayers_FollowTheCellsEquations(bool isLstm, bool isTimeMajor, bool goesBackwards)
    {
        var builder = new SavedModelBuilder();
        var weights = CellWeights.Random(isLstm, Features, Units, 7);
        var outputs = builder.AddMarked("layer", builder.Feed("x", DataType.DtFloat), weights, isTimeMajor, goesBackwards);
        var x = OpRun.Random(3, Batch, Time, Features);

        var result = builder.Run(new() { ["x"] = isTimeMajor ? Swapped(x) : x }, [.. outputs.Select(output => (output, DataType.DtFloat))]);

        var expected = CellReference.Run(x, weights, goesBackwards);
        Close.To([Batch, Units], expected.Hidden, result["y0"]);
        Close.To([Batch, Time, Units], expected.Outputs, isTimeMajor ? Swapped(result["y1"]) : result["y1"]);
        Close.To([Batch, Units], expected.Hidden, result["y2"]);
        if (isLstm)
        {
            Close.To([Batch, Units], expected.Cells, result["y3"]);
        }
    }

    [Theory]
    [InlineData(true, false, Batch, Time)]
    [InlineData(true, true, Batch, Time)]
    [InlineData(true, false, 1, 1)]
    [InlineData(false, false, Batch, Time)]
    [InlineData(false, true, 1, Time)]
    public void Run_Loops_FollowTheCellsEquations(bool isLstm, bool goesBackwards, int batch, int time)
    {
        var builder = new SavedModelBuilder();
        var weights = CellWeights.Random(isLstm, Features, Units, 11);
        var outputs = builder.AddLoop("layer", builder.Feed("x", DataType.DtFloat), weights, goesBackwards);
        var x = OpRun.Random(5, batch, time, Features);

        var result = builder.Run(new() { ["x"] = x }, [.. outputs.Select(output => (output, DataType.DtFloat))]);

        var expected = CellReference.Run(x, weights, goesBackwards);
        Close.To([batch, time, Units], expected.Outputs, result["y0"]);
        Close.To([batch, Units], expected.Hidden, result["y1"]);
        Close.To([batch, Units], expected.Cells, result["y2"]);
    }

    /// <summary>Sequences end where the mask says: padding in front, behind, between, everywhere.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Run_MaskedLoops_KeepStateAndOutput(bool isLstm, bool goesBackwards)
    {
        var builder = new SavedModelBuilder();
        var weights = CellWeights.Random(isLstm, Features, Units, 13);
        var outputs = builder.AddLoop("layer", builder.Feed("x", DataType.DtFloat), weights, goesBackwards, builder.Feed("mask", DataType.DtBool));
        var x = OpRun.Random(5, 4, Time, Features);
        bool[] mask = [.. "00111 11000 10101 00000".Replace(" ", string.Empty, StringComparison.Ordinal).Select(flag => flag == '1')];

        var result = builder.Run(new() { ["x"] = x, ["mask"] = Tensor.Create<bool>([4, Time], mask) }, [.. outputs.Select(output => (output, DataType.DtFloat))]);

        var expected = CellReference.Run(x, weights, goesBackwards, mask);
        Close.To([4, Time, Units], expected.Outputs, result["y0"]);
        Close.To([4, Units], expected.Hidden, result["y1"]);
        Close.To([4, Units], expected.Cells, result["y2"]);
    }

    [Fact]
    public void Run_DynamicRnn_StopsEachSequenceAtItsLength()
    {
        var builder = new SavedModelBuilder();
        var weights = CellWeights.Random(true, Features, Units, 29);
        var outputs = builder.AddDynamicRnn(builder.Feed("x", DataType.DtFloat), builder.Feed("lengths", DataType.DtInt32), weights);
        var x = OpRun.Random(5, Batch, Time, Features);
        int[] lengths = [Time, 2, 0];

        var result = builder.Run(new() { ["x"] = x, ["lengths"] = Tensor.Create<int>([Batch], lengths) }, [.. outputs.Select(output => (output, DataType.DtFloat))]);

        bool[] mask = [.. lengths.SelectMany(length => Enumerable.Range(0, Time).Select(step => step < length))];
        var expected = CellReference.Run(x, weights, mask: mask);
        Close.To([Batch, Time, Units], expected.Outputs.Select((value, index) => mask[index / Units] ? value : 0), result["y0"]);
        Close.To([Batch, Units], expected.Hidden, result["y1"]);
        Close.To([Batch, Units], expected.Cells, result["y2"]);
    }

    [Fact]
    public void TryLoad_CallsOfNoFunction_AreRefused()
    {
        var builder = new SavedModelBuilder();
        var call = builder.Add("StatefulPartitionedCall", "call", [builder.Feed("x", DataType.DtFloat)], ("f", Attributes.Function("nowhere")));
        builder.Sign(new() { ["x"] = Tensor.Scalar(1f) }, (call, DataType.DtFloat));

        Assert.Equal("Op StatefulPartitionedCall at node call cannot be converted: its function nowhere does not exist (signature serving_default)", Models.FailToLoad(builder).Message);
    }

    /// <summary>One layer as a call and one as a loop, the second backwards and its outputs turned round, joined unit by unit.</summary>
    [Fact]
    public void Run_BidirectionalLayers_JoinBothDirections()
    {
        var builder = new SavedModelBuilder();
        var (forward, backward) = (CellWeights.Random(true, Features, Units, 17), CellWeights.Random(true, Features, Units, 23));
        var x = builder.Feed("x", DataType.DtFloat);
        var there = builder.AddMarked("forward", x, forward, isTimeMajor: false, goesBackwards: false)[1];
        var back = builder.Add("ReverseV2", "turned", [builder.AddLoop("backward", x, backward, goesBackwards: true)[0], builder.Constant("second", Tensor.Create([1], 1))], OpRun.Float);
        var both = builder.Add("ConcatV2", "both", [there, back, builder.Constant("last", Tensor.Scalar(2))], OpRun.Float);
        var input = OpRun.Random(5, Batch, Time, Features);

        var result = builder.Run(new() { ["x"] = input }, (both, DataType.DtFloat))["y0"];

        var (first, second) = (CellReference.Run(input, forward).Outputs, CellReference.Run(input, backward, goesBackwards: true).Outputs);
        List<double> expected = [];
        for (var row = 0; row < Batch * Time; row++)
        {
            var (sequence, step) = (row / Time, row % Time);
            expected.AddRange(first.AsSpan(row * Units, Units));
            expected.AddRange(second.AsSpan(((sequence * Time) + Time - 1 - step) * Units, Units));
        }

        Close.To([Batch, Time, 2 * Units], expected, result);
    }

    private static Tensor Swapped(Tensor tensor)
    {
        var (rows, columns, depth) = ((int)tensor.Shape[0], (int)tensor.Shape[1], (int)tensor.Shape[2]);
        var swapped = new float[tensor.ElementCount];
        for (var i = 0; i < rows * columns; i++)
        {
            tensor.AsSpan<float>().Slice(i * depth, depth).CopyTo(swapped.AsSpan(((i % columns * rows) + (i / columns)) * depth));
        }

        return Tensor.Create<float>([columns, rows, depth], swapped);
    }
}
