using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.ControlFlow;

/// <summary>Builds models around nodes that hold functions, and runs them.</summary>
internal static class FunctionRun
{
    public static string Feed(this SavedModelBuilder builder, string name, DataType type) =>
        builder.Add("Placeholder", name, [], ("dtype", Attributes.Of(type)));

    /// <summary>Adds a loop as TensorFlow exports it, and returns the names of its outputs.</summary>
    public static string[] While(
        this SavedModelBuilder builder, string name, (string Value, DataType Type)[] variables, Func<FunctionBuilder, string[], string> condition, Func<FunctionBuilder, string[], string[]> body, string op = "StatelessWhile")
    {
        builder.Add(op, name, variables.Select(variable => variable.Value), builder.Loop(name, variables, condition, body));
        return [.. variables.Select((_, index) => $"{name}:{index}")];
    }

    /// <summary>Adds the functions of a loop and returns the attributes that name them. A result that is an argument's name is returned as captured.</summary>
    public static (string, AttrValue)[] Loop(
        this SavedModelBuilder builder, string name, (string Value, DataType Type)[] variables, Func<FunctionBuilder, string[], string> condition, Func<FunctionBuilder, string[], string[]> body) =>
    [
        ("T", Attributes.List(variables.Select(variable => variable.Type))),
        ("cond", builder.Function($"{name}_cond_1", function => function.Return(condition(function, Arguments(function, variables)), DataType.DtBool))),
        ("body", builder.Function($"{name}_body_1", function =>
        {
            var arguments = Arguments(function, variables);
            foreach (var (index, result) in body(function, arguments).Index())
            {
                if (arguments.Contains(result) && variables[index].Type == DataType.DtResource)
                {
                    function.ReturnCaptured(result, variables[index].Type);
                }
                else
                {
                    function.Return(result, variables[index].Type);
                }
            }
        })),
        ("_lower_using_switch_merge", Attributes.Of(true)),
        ("parallel_iterations", Attributes.Of(10L)),
    ];

    /// <summary>Adds a function of arguments of one type that returns one value.</summary>
    public static AttrValue Branch(this SavedModelBuilder builder, string name, int arguments, Func<FunctionBuilder, string[], string> result, DataType type = DataType.DtFloat) =>
        builder.Function(name, function => function.Return(result(function, [.. Enumerable.Range(0, arguments).Select(index => function.Argument($"arg{index}", type))]), type));

    public static Dictionary<string, Tensor> Run(this SavedModelBuilder builder, Dictionary<string, Tensor> inputs, params (string Name, DataType Type)[] outputs)
    {
        builder.Sign(inputs, outputs);
        using var model = Models.Load(builder);
        return model.Run("serving_default", inputs, null).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    /// <summary>Adds the signature that feeds inputs by their nodes' names and fetches outputs as <c>y0</c>, <c>y1</c> and so on.</summary>
    public static void Sign(this SavedModelBuilder builder, Dictionary<string, Tensor> inputs, params (string Name, DataType Type)[] outputs) => builder.Sign(
        "serving_default",
        inputs.Select(input => (input.Key, TensorProtos.Info(input.Key + ":0", (DataType)input.Value.DataType))),
        outputs.Select((output, index) => ($"y{index}", TensorProtos.Info(output.Name, output.Type))));

    private static string[] Arguments(FunctionBuilder function, (string Value, DataType Type)[] variables) =>
        [.. variables.Select((variable, index) => function.Argument($"loop_{variable.Value.Split(':')[0].Replace('/', '_')}_{index}", variable.Type))];
}
