using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>One complaint about an object, in the API server's words.</summary>
/// <param name="Type">What is wrong.</param>
/// <param name="Field">Where, for example <c>spec.ports[0].name</c>.</param>
/// <param name="Value">The offending value as messages print it; null where they print none.</param>
/// <param name="Detail">The rule that is broken; may be empty.</param>
public sealed record FieldError(FieldErrorType Type, string Field, string? Value, string Detail)
{
    /// <summary>The field of errors about the object as a whole.</summary>
    public const string WholeObject = "<nil>";

    /// <summary>Gets the reason as a status cause names it.</summary>
    public string Reason => $"FieldValue{Type}";

    /// <summary>Gets the message without the field.</summary>
    public string Message
    {
        get
        {
            var head = Value is null ? Title : $"{Title}: {Value}";
            return Detail.Length == 0 ? head : $"{head}: {Detail}";
        }
    }

    /// <summary>Gets a value that says whether later rules cannot be checked while this error stands.</summary>
    public bool BlocksRules => Type is FieldErrorType.Required or FieldErrorType.TooLong or FieldErrorType.TooMany or FieldErrorType.TypeInvalid;

    private string Title => Type switch
    {
        FieldErrorType.Required => "Required value",
        FieldErrorType.NotSupported => "Unsupported value",
        FieldErrorType.Duplicate => "Duplicate value",
        FieldErrorType.Forbidden => "Forbidden",
        FieldErrorType.TooLong => "Too long",
        FieldErrorType.TooMany => "Too many",
        _ => "Invalid value",
    };

    /// <summary>Makes an error about a missing field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="detail">Why it must be there.</param>
    public static FieldError Required(string field, string detail = "") => new(FieldErrorType.Required, field, null, detail);

    /// <summary>Makes an error about a field that may not be set.</summary>
    /// <param name="field">The field.</param>
    /// <param name="detail">Why.</param>
    public static FieldError Forbidden(string field, string detail) => new(FieldErrorType.Forbidden, field, null, detail);

    /// <summary>Makes an error about a value that breaks a rule.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="detail">The rule.</param>
    public static FieldError Invalid(string field, JsonNode? value, string detail) => new(FieldErrorType.Invalid, field, GoValues.Print(value), detail);

    /// <summary>Makes an error about a value that is none of the known ones.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="supported">The known values.</param>
    public static FieldError NotSupported(string field, JsonNode? value, IEnumerable<string> supported) =>
        new(FieldErrorType.NotSupported, field, GoValues.Print(value), $"supported values: {string.Join(", ", supported.Select(GoValues.Quote))}");

    internal static FieldError WrongType(string field, string expected, string actual)
    {
        var quoted = GoValues.Quote(actual);
        return new(FieldErrorType.TypeInvalid, Located(field), quoted, $"{field} in body must be of type {expected}: {quoted}");
    }

    internal static FieldError Broken(string field, JsonNode? value, string rule) => Invalid(Located(field), value, $"{field} in body {rule}");

    internal static FieldError Whole(string detail) => new(FieldErrorType.Invalid, WholeObject, "\"\"", detail);

    internal static string Located(string field) => field.Length == 0 ? WholeObject : field;
}
