namespace ModelServing.Inference.Json;

/// <summary>What a JSON value is. Integers keep their kind: <c>2.0</c> is not an integer.</summary>
public enum JsonKind
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A string.</summary>
    String,

    /// <summary>An integer that fits 64 signed bits.</summary>
    Int64,

    /// <summary>An integer that only fits 64 unsigned bits.</summary>
    UInt64,

    /// <summary>A number with a fraction or an exponent, one too large for 64 bits, or <c>NaN</c> and the infinities.</summary>
    Double,
}
