using ModelServing.Inference.Protos;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Functions and calls as TensorFlow 2 writes them.</summary>
internal static class Functions
{
    public static FunctionDef Define(string name, string[] arguments, (string Output, string Source)[] results, string[] controls, params NodeDef[] nodes)
    {
        var function = new FunctionDef
        {
            Signature = new OpDef { Name = name, InputArg = { arguments.Select(Argument) }, OutputArg = { results.Select(result => Argument(result.Output)) }, ControlOutput = { controls }, IsStateful = true },
            NodeDef = { nodes },
        };
        foreach (var (output, source) in results)
        {
            function.Ret.Add(output, source);
        }

        foreach (var control in controls)
        {
            function.ControlRet.Add(control, control);
        }

        return function;
    }

    public static NodeDef Call(string name, string function, params string[] inputs) =>
        SavedModelBuilder.Node("StatefulPartitionedCall", name, inputs, ("f", Attributes.Function(function)));

    /// <summary>A function that fills a table, and the node by which the model runs it at load.</summary>
    public static void InitializeByFunction(this SavedModelBuilder builder, string table, string keys, string values, (DataType Key, DataType Value) types)
    {
        var fill = SavedModelBuilder.Node("LookupTableImportV2", "import", ["table", "keys", "values"], ("Tin", Attributes.Of(types.Key)), ("Tout", Attributes.Of(types.Value)));
        var one = SavedModelBuilder.Node("Const", "Const", ["^import"], ("dtype", Attributes.Of(DataType.DtInt32)), ("value", Attributes.Of(Inference.Tensors.Tensor.Scalar(1))));
        builder.Graph.Library.Function.Add(Define("initializer", ["table", "keys", "values"], [("identity", "Identity:output:0")], ["import"], fill, one, SavedModelBuilder.Node("Identity", "Identity", ["Const:output:0"])));
        builder.Graph.Node.Add(Call("StatefulPartitionedCall_init", "initializer", table, keys, values));
        builder.Add("NoOp", "NoOp", ["^StatefulPartitionedCall_init", "^" + keys.Split(':')[0]]);
        builder.InitOp("NoOp");
    }

    private static OpDef.Types.ArgDef Argument(string name) => new() { Name = name };
}
