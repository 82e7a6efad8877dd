using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Lists;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading.ControlFlow;

/// <summary>Writes a loop as ONNX's Loop, which asks for the condition before the first iteration and again at the end of each.</summary>
internal sealed class LoopConverter
{
    private readonly OpContext _op;
    private readonly LoopPlan _plan;
    private readonly LoopVariable[] _fixed;
    private readonly LoopVariable[] _carried;
    private readonly List<LoopWrite> _writes;

    private LoopConverter(OpContext op, LoopPlan plan)
    {
        _op = op;
        _plan = plan;
        _writes = new LoopWrites(plan, op.Converter).Find();
        _fixed = [.. plan.Variables.Where(variable => variable.IsFixed)];
        _carried = [.. plan.Variables.Except(_fixed).Except(_writes.Select(write => write.Variable))];
    }

    /// <summary>Converts a loop and tells the converter what its outputs became.</summary>
    public static void Convert(OpContext op, LoopPlan plan) => new LoopConverter(op, plan).Convert();

    private void Convert()
    {
        var values = _op.Converter.Values;
        string[] initial = [.. _carried.Select(variable => values[variable.Initial])];
        var condition = Condition(_op.Converter.Writer, initial);
        var results = _op.EmitMany("Loop", [string.Empty, condition, .. initial], initial.Length + (2 * _writes.Count), OnnxAttribute.Graph("body", Body()));
        foreach (var (variable, last) in _carried.Zip(results).Concat(_fixed.Select(variable => (variable, values[variable.Initial]))))
        {
            Return(variable, last);
        }

        foreach (var (write, collected) in _writes.Zip(results.Skip(initial.Length).Chunk(2)))
        {
            Return(write.Variable, Written(values[write.Variable.Initial], write, collected[0], collected[1]));
        }
    }

    private void Return(LoopVariable variable, string last)
    {
        if (variable.Output is { } output)
        {
            _op.Converter.Values[output] = last;
        }
    }

    private GraphProto Body()
    {
        var body = _op.Converter.Subgraph();
        _ = body.Writer.SubgraphScalar(DataType.Int64); // the number of the iteration
        _ = body.Writer.SubgraphScalar(DataType.Bool); // the condition, which holds
        Bind(body, [.. _carried.Select(_ => body.Writer.SubgraphInput())]);
        string[] next = [.. _carried.Select(variable => body.Convert(variable.Next))];
        body.Writer.SubgraphOutput(Condition(body.Writer, next));
        foreach (var value in next)
        {
            body.Writer.SubgraphOutput(value);
        }

        foreach (var write in _writes.Select(write => write.Write))
        {
            body.Writer.SubgraphOutput(new OpContext(_op.Node, body).Cast(body.Convert(write.Index), DataType.Int64));
            body.Writer.SubgraphOutput(body.Convert(write.Item));
        }

        return body.Writer.Graph;
    }

    /// <summary>Writes the condition on the values given. It reads its nodes anew: the other values' results are not its own.</summary>
    private string Condition(OnnxGraphWriter target, string[] values)
    {
        var reading = _op.Converter.Reading(target);
        Bind(reading, values);
        return reading.Convert(_plan.Condition);
    }

    /// <summary>Writes to a list what the iterations collected. Without an iteration nothing tells the items' shape.</summary>
    private string Written(string list, LoopWrite write, string indices, string items)
    {
        var isNone = _op.Emit("Equal", [_op.Emit("Size", [indices]), _op.Constant(Tensor.Scalar(0L))]);
        return Branches.If(_op, isNone, _ => [list], op =>
        {
            var positions = op.Emit("Reshape", [Counted(indices), op.Vector(-1)]);
            return [ListValue.Write(op, write.Write.CanGrow ? ListValue.GrowTo(op, list, positions) : list, positions, Counted(items))];

            string Counted(string collected) => write.IsRepeated ? op.Emit("Slice", [collected, op.Vector(-1), op.Vector(long.MaxValue)]) : collected;
        })[0];
    }

    /// <summary>Says what the variables mean in a reading: the values given or, where the loop never changes them, what they start with.</summary>
    private void Bind(GraphConverter reading, string[] values)
    {
        foreach (var (variable, value) in _carried.Zip(values).Concat(_fixed.Select(variable => (variable, _op.Converter.Values[variable.Initial]))))
        {
            foreach (var place in variable.Places)
            {
                reading.Values[place] = value;
            }
        }
    }
}
