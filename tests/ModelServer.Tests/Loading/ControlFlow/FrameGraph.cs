using ModelServing.Inference.Protos;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.ControlFlow;

/// <summary>Adds conditionals and loops as TensorFlow 1 exports them: single nodes in the graph itself.</summary>
internal static class FrameGraph
{
    /// <summary>Adds a loop over variables, which reads further values that it does not change, and returns the last values.</summary>
    /// <param name="condition">Gets the current values, then the unchanged ones.</param>
    /// <param name="body">Gets the same and returns the next values.</param>
    public static string[] FrameLoop(
        this SavedModelBuilder builder, string name, (string Value, DataType Type)[] variables, string[] unchanged, Func<string[], string> condition, Func<string[], string[]> body)
    {
        (string, AttrValue)[] Enter(bool isConstant) =>
            [("frame_name", Attributes.Of($"{name}/while_context")), ("is_constant", Attributes.Of(isConstant)), ("parallel_iterations", Attributes.Of(32L))];

        string[] fixedValues = [.. unchanged.Select((value, index) => builder.Add("Enter", $"{name}/constant_{index}", [value], Enter(isConstant: true)))];
        string[] heads = [.. variables.Select((variable, index) =>
            builder.Add("Merge", $"{name}/Merge_{index}", [builder.Add("Enter", $"{name}/Enter_{index}", [variable.Value], Enter(isConstant: false)), $"{name}/NextIteration_{index}"], ("T", Attributes.Of(variable.Type)), ("N", Attributes.Of(2L))))];
        var goesOn = builder.Add("LoopCond", $"{name}/LoopCond", [condition([.. heads, .. fixedValues])]);
        List<string> current = [];
        List<string> last = [];
        foreach (var (index, variable) in variables.Index())
        {
            var type = ("T", Attributes.Of(variable.Type));
            builder.Add("Switch", $"{name}/Switch_{index}", [heads[index], goesOn], type);
            current.Add(builder.Add("Identity", $"{name}/Identity_{index}", [$"{name}/Switch_{index}:1"], type));
            last.Add(builder.Add("Exit", $"{name}/Exit_{index}", [$"{name}/Switch_{index}"], type));
        }

        foreach (var (index, next) in body([.. current, .. fixedValues]).Index())
        {
            builder.Add("NextIteration", $"{name}/NextIteration_{index}", [next], ("T", Attributes.Of(variables[index].Type)));
        }

        return [.. last];
    }

    /// <summary>Adds a conditional over captured values. A branch may wait for <c>^name/switch_t</c> or <c>^name/switch_f</c>.</summary>
    public static string Conditional(
        this SavedModelBuilder builder, string name, string predicate, string[] captured, Func<string[], string> then, Func<string[], string> otherwise)
    {
        builder.Add("Switch", name + "/Switch", [predicate, predicate], ("T", Attributes.Of(DataType.DtBool)));
        builder.Add("Identity", name + "/switch_t", [name + "/Switch:1"]);
        builder.Add("Identity", name + "/switch_f", [name + "/Switch"]);
        var condition = builder.Add("Identity", name + "/pred_id", [predicate]);
        foreach (var (index, value) in captured.Index())
        {
            builder.Add("Switch", $"{name}/then/Switch_{index}", [value, condition]);
            builder.Add("Switch", $"{name}/else/Switch_{index}", [value, condition]);
        }

        var left = otherwise([.. captured.Select((_, index) => $"{name}/else/Switch_{index}")]);
        var right = then([.. captured.Select((_, index) => $"{name}/then/Switch_{index}:1")]);
        return builder.Add("Merge", name + "/Merge", [left, right], ("N", Attributes.Of(2L)));
    }
}
