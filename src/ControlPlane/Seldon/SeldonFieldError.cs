namespace ModelServing.ControlPlane.Seldon;

/// <summary>A refused field, as Kubernetes names it.</summary>
internal sealed record SeldonFieldError(string Field, string? Value, string Message)
{
    /// <summary>Gets the reason in a status' causes.</summary>
    public string Reason => Value is null ? "FieldValueRequired" : "FieldValueInvalid";

    /// <summary>Gets the sentence after the field's path.</summary>
    public string Detail => Value is null ? $"Required value{(Message.Length > 0 ? ": " : "")}{Message}" : $"Invalid value: \"{Value}\": {Message}";

    public static SeldonFieldError Required(string field, string hint = "") => new(field, null, hint);
}
