using System.Collections.Frozen;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.SavedModels;

/// <summary>Builds a function, in which values are named as function bodies name them: <c>node:output:0</c>, or the argument's name alone.</summary>
public sealed class FunctionBuilder(string name)
{
    private static readonly FrozenDictionary<string, string> Outputs = new Dictionary<string, string>
    {
        ["MatMul"] = "product",
        ["ReadVariableOp"] = "value",
        ["Cast"] = "y",
        ["TensorListGetItem"] = "item",
        ["TensorListLength"] = "length",
        ["TensorListStack"] = "tensor",
        ["TensorListGather"] = "values",
        ["TensorListReserve"] = "handle",
        ["TensorListResize"] = "handle",
        ["EmptyTensorList"] = "handle",
        ["TensorListFromTensor"] = "output_handle",
        ["TensorListSetItem"] = "output_handle",
        ["TensorListPushBack"] = "output_handle",
        ["TensorListPopBack"] = "output_handle",
    }.ToFrozenDictionary();

    private readonly FunctionDef _function = new() { Signature = new OpDef { Name = name } };

    /// <summary>Adds an argument.</summary>
    public string Argument(string argument, DataType type)
    {
        _function.Signature.InputArg.Add(new OpDef.Types.ArgDef { Name = argument, Type = type });
        return argument;
    }

    /// <summary>Adds an operation and returns the name of its first output.</summary>
    public string Add(string op, string node, IEnumerable<string> inputs, params (string Name, AttrValue Value)[] attributes)
    {
        _function.NodeDef.Add(SavedModelBuilder.Node(op, node, inputs, attributes));
        return $"{node}:{OutputOf(op)}:0";
    }

    /// <summary>Adds a constant.</summary>
    public string Constant(string node, Tensor value) =>
        Add("Const", node, [], ("dtype", Attributes.Of((DataType)value.DataType)), ("value", Attributes.Of(value)));

    /// <summary>Returns a value, through an identity as a traced function does.</summary>
    public void Return(string value, DataType type)
    {
        var output = $"output_{_function.Signature.OutputArg.Count}";
        _function.Ret.Add(output, Add("Identity", "Identity_" + output, [value, "^NoOp"], ("T", Attributes.Of(type))));
        _function.Signature.OutputArg.Add(new OpDef.Types.ArgDef { Name = output, Type = type });
    }

    /// <summary>Returns an argument as it came, as a traced function does with what it captured.</summary>
    public void ReturnCaptured(string argument, DataType type)
    {
        _function.Ret.Add(argument + "_0", argument);
        _function.Signature.OutputArg.Add(new OpDef.Types.ArgDef { Name = argument + "_0", Type = type });
    }

    /// <summary>Has a node run although nothing that is returned needs it.</summary>
    public void Run(string node)
    {
        _function.ControlRet.Add(node, node);
        _function.Signature.ControlOutput.Add(node);
    }

    /// <summary>Marks the function, for example as an implementation of an interface.</summary>
    public void Attribute(string attribute, AttrValue value) => _function.Attr.Add(attribute, value);

    internal FunctionDef Build()
    {
        _function.NodeDef.Add(SavedModelBuilder.Node("NoOp", "NoOp", []));
        return _function;
    }

    private static string OutputOf(string op) => op switch
    {
        "Add" or "AddV2" or "Sub" or "Mul" or "Less" or "LessEqual" or "Greater" or "Equal" or "NotEqual" or "FloorDiv" or "FloorMod" or "LogicalAnd" or "Minimum" or "Maximum" => "z",
        "Sigmoid" or "Tanh" or "Exp" or "Neg" or "LogicalNot" or "Square" => "y",
        _ => Outputs.GetValueOrDefault(op, "output"),
    };
}
