namespace ModelServing.Kubernetes.Schemas;

/// <summary>What JSON a field holds.</summary>
public enum FieldShape
{
    /// <summary>Any JSON.</summary>
    Any,

    /// <summary>A string.</summary>
    Text,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>An integer or a string: ports, percentages, quantities.</summary>
    IntegerOrText,

    /// <summary>An object with known fields.</summary>
    Structure,

    /// <summary>An array.</summary>
    List,

    /// <summary>An object with free keys.</summary>
    Map,
}
