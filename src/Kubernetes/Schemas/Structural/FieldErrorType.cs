namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>What is wrong with a field.</summary>
public enum FieldErrorType
{
    /// <summary>It is missing.</summary>
    Required,

    /// <summary>Its value breaks a rule.</summary>
    Invalid,

    /// <summary>Its value has the wrong type.</summary>
    TypeInvalid,

    /// <summary>Its value is none of the known ones.</summary>
    NotSupported,

    /// <summary>Its value appears twice.</summary>
    Duplicate,

    /// <summary>It may not be set.</summary>
    Forbidden,

    /// <summary>Its text is too long.</summary>
    TooLong,

    /// <summary>It has too many items.</summary>
    TooMany,
}
