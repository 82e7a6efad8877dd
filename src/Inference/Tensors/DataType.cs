namespace ModelServing.Inference.Tensors;

/// <summary>An element type, numbered as TensorFlow numbers it on the wire.</summary>
public enum DataType
{
    /// <summary>Not set.</summary>
    Invalid = 0,

    /// <summary>32-bit IEEE floating point.</summary>
    Float = 1,

    /// <summary>64-bit IEEE floating point.</summary>
    Double = 2,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 3,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 4,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 5,

    /// <summary>8-bit signed integer.</summary>
    Int8 = 6,

    /// <summary>A byte string of any length.</summary>
    String = 7,

    /// <summary>Two 32-bit floats: real, imaginary.</summary>
    Complex64 = 8,

    /// <summary>64-bit signed integer.</summary>
    Int64 = 9,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 10,

    /// <summary>Quantized 8-bit signed integer.</summary>
    QInt8 = 11,

    /// <summary>Quantized 8-bit unsigned integer.</summary>
    QUInt8 = 12,

    /// <summary>Quantized 32-bit signed integer.</summary>
    QInt32 = 13,

    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16 = 14,

    /// <summary>Quantized 16-bit signed integer.</summary>
    QInt16 = 15,

    /// <summary>Quantized 16-bit unsigned integer.</summary>
    QUInt16 = 16,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 17,

    /// <summary>Two 64-bit floats: real, imaginary.</summary>
    Complex128 = 18,

    /// <summary>16-bit IEEE floating point.</summary>
    Half = 19,

    /// <summary>A handle to state that lives in the model.</summary>
    Resource = 20,

    /// <summary>A value only the graph understands.</summary>
    Variant = 21,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 22,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 23,
}
