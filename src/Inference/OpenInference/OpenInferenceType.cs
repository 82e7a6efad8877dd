using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.OpenInference;

/// <summary>Element types as the open inference protocol names them.</summary>
public static class OpenInferenceType
{
    /// <summary>Gets the protocol's name; types it does not have keep their own, in upper case.</summary>
    public static string Name(DataType type) => type switch
    {
        DataType.Float => "FP32",
        DataType.Double => "FP64",
        DataType.Half => "FP16",
        DataType.BFloat16 => "BF16",
        DataType.String => "BYTES",
        _ => type.Name().ToUpperInvariant(),
    };

    /// <summary>Finds the type a name stands for, in any case.</summary>
    public static bool TryParse(string name, out DataType type)
    {
        type = name.ToUpperInvariant() switch
        {
            "BOOL" => DataType.Bool,
            "INT8" => DataType.Int8,
            "INT16" => DataType.Int16,
            "INT32" => DataType.Int32,
            "INT64" => DataType.Int64,
            "UINT8" => DataType.UInt8,
            "UINT16" => DataType.UInt16,
            "UINT32" => DataType.UInt32,
            "UINT64" => DataType.UInt64,
            "FP16" => DataType.Half,
            "FP32" => DataType.Float,
            "FP64" => DataType.Double,
            "BYTES" => DataType.String,
            _ => DataType.Invalid,
        };
        return type != DataType.Invalid;
    }
}
