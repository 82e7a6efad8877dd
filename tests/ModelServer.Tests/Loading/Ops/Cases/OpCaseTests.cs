using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Lists;
using ModelServing.ModelServer.Loading.Ops;
using ModelServing.ModelServer.Loading.Recurrent;
using ModelServing.Testing;
using ModelServing.Testing.SavedModels;
using Xunit;
using ProtoType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

public sealed class OpCaseTests
{
    /// <summary>Variables come from checkpoints, which <c>VariableTests</c> writes; random numbers have no one value.</summary>
    private static readonly string[] TestedElsewhere = ["RandomUniform", "RandomStandardNormal", "VarHandleOp", "ReadVariableOp", "VariableV2", "Variable"];

    /// <summary>Operations that hold graphs, or make sense only around others, have tests of their own.</summary>
    private static readonly string[] TestedInGraphs = [.. new[] { ControlFlowOps.All, FrameOps.All, TensorListOps.All, TensorArrayOps.All, RecurrentOps.All, SpectrumOps.All }
        .SelectMany(family => family).Select(op => op.Key)];

    public static TheoryData<string> Names => [.. Named.Keys];

    private static Dictionary<string, (OpCase Case, DataType Type)> Named { get; } = OpCases.All
        .SelectMany(each => each.Types.Select(type => (Case: each, Type: type)))
        .ToDictionary(each => $"{each.Case} on {each.Type}");

    [Theory]
    [MemberData(nameof(Names))]
    public void Convert_EachCase_ComputesWhatPlainLoopsDo(string name)
    {
        var (@case, type) = Named[name];
        var builder = new SavedModelBuilder();
        var first = @case.Runs[0];
        var inputs = first.Select((input, i) => input.IsConstant
            ? builder.Constant($"c{i}", Value(input, type))
            : builder.Add("Placeholder", $"x{i}", [], ("dtype", Attributes.Of((ProtoType)(input.Type ?? type))), ("shape", AnyBatch(input.Value.Shape)))).ToArray();
        builder.Add(@case.Op, "op", inputs, [(@case.TypeAttribute, Attributes.Of((ProtoType)type)), .. @case.Attributes]);
        var fed = first.Index().Where(input => !input.Item.IsConstant).Select(input => ($"x{input.Index}", TensorProtos.Info(inputs[input.Index], (ProtoType)(input.Item.Type ?? type))));
        builder.Sign("serving_default", fed, @case.Outputs.Select((output, i) => ($"y{i}", TensorProtos.Info($"op:{i}", (ProtoType)(output ?? type)))));
        using var model = Models.Load(builder);

        Assert.All(@case.Runs, run =>
        {
            var feeds = run.Index().Where(input => !input.Item.IsConstant).ToDictionary(input => $"x{input.Index}", input => Value(input.Item, type));
            var results = model.Run("serving_default", feeds, null);
            var expected = @case.Reference([.. run.Select(input => Nd.From(Value(input, type)))]);
            Assert.Equal(@case.Outputs.Count, expected.Length);
            Assert.All(expected.Index(), output => Compare(output.Item, results[$"y{output.Index}"], @case.Outputs[output.Index] ?? type, Tolerance(@case, @case.Outputs[output.Index] ?? type, type)));
        });
    }

    [Fact]
    public void Table_EveryOperation_HasACase()
    {
        var tested = OpCases.All.Select(each => each.Op).Concat(TestedElsewhere).Concat(TestedInGraphs);

        Assert.Empty(OpTable.Names.Except(tested).Order(StringComparer.Ordinal));
        Assert.Empty(tested.Except(OpTable.Names));
    }

    [Fact]
    public void Table_EveryOperationAroundOthers_IsNamedInATest()
    {
        var folders = new[] { "ControlFlow", "Lists", "Recurrent" }.Select(folder => RepositoryPaths.InRepository("tests", "ModelServer.Tests", "Loading", folder));
        var spectra = RepositoryPaths.InRepository("tests", "ModelServer.Tests", "Loading", "Ops", "SpectrumTests.cs");
        var sources = string.Concat(folders.SelectMany(folder => Directory.GetFiles(folder, "*.cs")).Append(spectra).Select(File.ReadAllText));

        Assert.All(TestedInGraphs, op => Assert.Contains($"\"{op}\"", sources));
    }

    private static double Tolerance(OpCase @case, DataType output, DataType type) => (output, type) switch
    {
        (DataType.BFloat16, _) => 0.05,
        (DataType.Half, _) or (_, DataType.Half) => 0.02,
        _ => @case.Tolerance,
    };

    private static Inference.Protos.AttrValue AnyBatch(long[] shape) => Attributes.Shape([.. shape.Select((length, axis) => axis == 0 ? -1 : length)]);

    private static Tensor Value(Arg input, DataType type) => input.Value.To(input.Type ?? type);

    private static void Compare(Nd expected, Tensor actual, DataType type, double tolerance)
    {
        Assert.Equal(type, actual.DataType);
        Assert.Equal(expected.Shape, actual.Shape.ToArray());
        var isExact = type is not (DataType.Float or DataType.Double or DataType.Half or DataType.BFloat16);
        var found = Nd.From(actual).Values;
        Assert.All(expected.Values.Index(), element =>
        {
            var (wanted, got) = (element.Item, found[element.Index]);
            var isClose = wanted.Equals(got) || Math.Abs(wanted - got) <= (isExact ? 0 : tolerance * (1 + Math.Abs(wanted)));
            Assert.True(isClose, $"element {element.Index} is {got} and should be {wanted}; all: {string.Join(' ', found.Take(50))}; should be {string.Join(' ', expected.Values.Take(50))}");
        });
    }
}
