using ModelServing.Inference.OpenInference;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Reads element types as servers name them: some have one more than the protocol.</summary>
internal static class OpenInferenceNames
{
    public static bool TryParse(string name, out DataType type)
    {
        if (OpenInferenceType.TryParse(name, out type))
        {
            return true;
        }

        type = name.Equals("BF16", StringComparison.OrdinalIgnoreCase) ? DataType.BFloat16
            : name.Equals("STRING", StringComparison.OrdinalIgnoreCase) ? DataType.String
            : DataType.Invalid;
        return type != DataType.Invalid;
    }
}
