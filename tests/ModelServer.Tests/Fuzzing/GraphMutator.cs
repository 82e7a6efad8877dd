using Google.Protobuf;
using Google.Protobuf.Collections;
using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>Changes a SavedModel that stays a well-formed message: wires, operations, attributes, functions and signatures.</summary>
internal static class GraphMutator
{
    private static readonly string[] Ops =
    [
        "Identity", "Const", "Placeholder", "ReadVariableOp", "PartitionedCall", "Reshape", "Pack", "ConcatV2", "ParseExample", "ParseExampleV2", "StridedSlice",
        "MatMul", "Conv2D", "FusedBatchNormV3", "Split", "GatherV2", "Transpose", "Cast", "Mean", "OneHot", "TopKV2", "Squeeze", "Pad", "Nonsense", "StatelessIf", "While",
        "Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond", "TensorListSetItem", "TensorListGetItem", "TensorArrayV3", "TensorArrayWriteV3", "inner", "outer",
    ];

    private static readonly long[] Numbers = [0, 1, 2, -1, 3, 100, int.MaxValue, long.MaxValue, long.MinValue];

    public static SavedModel Mutate(Random random, SavedModel model)
    {
        var metaGraph = model.MetaGraphs[0];
        for (var left = 1 + random.Next(4); left > 0; left--)
        {
            var functions = metaGraph.GraphDef.Library?.Function;
            var inFunction = functions is { Count: > 0 } && random.Next(3) == 0;
            if (inFunction && random.Next(3) == 0)
            {
                ChangeFunction(random, functions![random.Next(functions.Count)]); // inFunction
            }
            else if (random.Next(8) == 0)
            {
                ChangeSignature(random, metaGraph);
            }
            else
            {
                ChangeNode(random, inFunction ? functions![random.Next(functions.Count)].NodeDef : metaGraph.GraphDef.Node); // inFunction
            }
        }

        return model;
    }

    private static void ChangeNode(Random random, RepeatedField<NodeDef> nodes)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        var node = nodes[random.Next(nodes.Count)];
        var other = nodes[random.Next(nodes.Count)];
        switch (random.Next(8))
        {
            case 0:
                nodes.Remove(node);
                break;
            case 1:
                node.Op = random.Next(2) == 0 ? other.Op : Ops[random.Next(Ops.Length)];
                break;
            case 2 when node.Input.Count > 0:
                node.Input.RemoveAt(random.Next(node.Input.Count));
                break;
            case 3:
                node.Input.Add(other.Name);
                break;
            case 4 when node.Attr.Count > 0:
                node.Attr.Remove(node.Attr.Keys.ElementAt(random.Next(node.Attr.Count)));
                break;
            case 5 when node.Attr.Count > 0:
                ChangeAttribute(random, node.Attr.Values.ElementAt(random.Next(node.Attr.Count)));
                break;
            default:
                if (node.Input.Count > 0)
                {
                    node.Input[random.Next(node.Input.Count)] = random.Next(4) == 0 ? $"{other.Name}:{random.Next(4)}" : other.Name;
                }

                break;
        }
    }

    private static void ChangeAttribute(Random random, AttrValue value)
    {
        var number = Numbers[random.Next(Numbers.Length)];
        switch (random.Next(6))
        {
            case 0:
                value.I = number;
                break;
            case 1:
                value.Type = (DataType)random.Next(24);
                break;
            case 2:
                value.List = new AttrValue.Types.ListValue { I = { number, 1, number } };
                break;
            case 3:
                value.S = ByteString.CopyFromUtf8("SAME");
                break;
            case 4:
                value.Func = new NameAttrList { Name = random.Next(2) == 0 ? "outer" : "inner" };
                break;
            default:
                value.Tensor ??= new TensorProto { Dtype = DataType.DtInt32, IntVal = { (int)number } };
                value.Tensor.Dtype = random.Next(2) == 0 ? value.Tensor.Dtype : (DataType)random.Next(24);
                value.Tensor.TensorShape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dim { Size = random.Next(5) - 1 } } };
                break;
        }
    }

    private static void ChangeFunction(Random random, FunctionDef function)
    {
        switch (random.Next(4))
        {
            case 0:
                function.Ret["result"] = random.Next(2) == 0 ? "v" : "call:output:0";
                break;
            case 1:
                function.Signature = null;
                break;
            case 2 when function.Signature is not null:
                function.Signature.InputArg.Clear();
                break;
            default:
                function.Ret.Clear();
                break;
        }
    }

    private static void ChangeSignature(Random random, MetaGraphDef metaGraph)
    {
        var nodes = metaGraph.GraphDef.Node;
        var signature = metaGraph.SignatureDef.Values.ElementAt(random.Next(metaGraph.SignatureDef.Count));
        var infos = signature.Outputs.Values.Concat(signature.Inputs.Values).ToArray();
        var info = infos[random.Next(infos.Length)];
        switch (random.Next(4))
        {
            case 0:
                info.Dtype = (DataType)random.Next(24);
                break;
            case 1:
                info.TensorShape = null;
                break;
            case 2:
                signature.Inputs.Clear();
                break;
            default:
                info.Name = nodes.Count == 0 ? "" : nodes[random.Next(nodes.Count)].Name + ":0";
                break;
        }
    }
}
