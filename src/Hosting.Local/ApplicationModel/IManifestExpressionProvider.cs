namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that has an expression in the manifest.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>Gets the expression, for example <c>{gateway.bindings.http.url}</c>.</summary>
    string ValueExpression { get; }
}
