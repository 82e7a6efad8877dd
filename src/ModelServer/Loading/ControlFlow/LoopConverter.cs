using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Writes loops as ONNX's Loop, which asks for the condition before the first iteration and again at the end of each.</summary>
internal static class LoopConverter
{
    /// <summary>Returns a value for each input of the node: what the loop ends with, or the input itself where the loop does not change it.</summary>
    public static string[] Convert(OpContext op, LoopPlan plan)
    {
        string[] initial = [.. plan.Variables.Select(variable => op.Converter.Values[variable.Initial])];
        var condition = Condition(op.Converter, op.Converter.Writer, plan, initial);
        var last = op.EmitMany("Loop", [string.Empty, condition, .. initial], initial.Length, OnnxAttribute.Graph("body", Body(op.Converter, plan)));
        string[] outputs = [.. op.Inputs];
        foreach (var (variable, value) in plan.Variables.Zip(last))
        {
            outputs[variable.Output] = value;
        }

        return outputs;
    }

    private static GraphProto Body(GraphConverter outer, LoopPlan plan)
    {
        var body = outer.Subgraph();
        _ = body.Writer.SubgraphScalar(DataType.Int64); // the number of the iteration
        _ = body.Writer.SubgraphScalar(DataType.Bool); // the condition, which holds
        foreach (var variable in plan.Variables)
        {
            Bind(body, variable, body.Writer.SubgraphInput());
        }

        string[] next = [.. plan.Variables.Select(variable => body.Convert(variable.Next))];
        body.Writer.SubgraphOutput(Condition(outer, body.Writer, plan, next));
        foreach (var value in next)
        {
            body.Writer.SubgraphOutput(value);
        }

        return body.Writer.Graph;
    }

    /// <summary>Writes the condition on the values given. It reads its nodes anew: the other values' results are not its own.</summary>
    private static string Condition(GraphConverter outer, OnnxGraphWriter target, LoopPlan plan, string[] values)
    {
        var reading = outer.Reading(target);
        foreach (var (variable, value) in plan.Variables.Zip(values))
        {
            Bind(reading, variable, value);
        }

        return reading.Convert(plan.Condition);
    }

    private static void Bind(GraphConverter converter, LoopVariable variable, string value)
    {
        foreach (var place in variable.Places)
        {
            converter.Values[place] = value;
        }
    }
}
