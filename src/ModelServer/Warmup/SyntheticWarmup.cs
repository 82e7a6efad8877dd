using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Servables;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Warmup;

/// <summary>Made-up requests for versions that bring none: the first real request finds the runtime's memory planned and the code compiled.</summary>
internal static class SyntheticWarmup
{
    private const long MaxElements = 1 << 22;

    /// <summary>Runs every signature once on zeros; a signature that does not take them stays cold.</summary>
    public static void Run(ServableId id, IModel model, ILogger logger)
    {
        foreach (var (name, definition) in model.Signatures.Concat(model.JointSignatures))
        {
            if (!TryMakeInputs(new TensorSignature(name, definition), out var inputs))
            {
                continue;
            }

            try
            {
                _ = model.Run(name, inputs, null);
            }
            catch (Exception exception)
            {
                logger.SyntheticFailed(id, name, exception.Message);
            }
        }
    }

    /// <summary>Makes one row for each input: lengths that are open become 1.</summary>
    public static bool TryMakeInputs(TensorSignature signature, out Dictionary<string, Tensor> inputs)
    {
        inputs = [];
        foreach (var field in signature.Inputs)
        {
            var shape = Shape(signature.Definition.Inputs[field.Name].TensorShape);
            if (field.Type != DataType.String && field.Type.Size() == 0)
            {
                return false;
            }

            var elements = shape.Aggregate(1d, static (product, length) => product * length);
            if (elements > MaxElements)
            {
                return false;
            }

            inputs[field.Name] = field.Type == DataType.String
                ? Tensor.FromStrings(shape, new ReadOnlyMemory<byte>[(int)elements])
                : Tensor.FromBytes(field.Type, shape, new byte[(int)elements * field.Type.Size()]);
        }

        return inputs.Count > 0;
    }

    private static long[] Shape(TensorShapeProto? shape) =>
        shape is null || shape.UnknownRank ? [1] : [.. shape.Dim.Select(dim => dim.Size < 0 ? 1 : dim.Size)];
}
