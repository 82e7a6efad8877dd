using System.Collections.Frozen;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>The functions of the libraries that the API server adds to CEL. A method's target is its first argument.</summary>
/// <remarks>https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries</remarks>
internal static class CelLibrary
{
    private static readonly FrozenDictionary<(string Name, int Count), Func<object?[], object?>[]> Methods = Group(
        [.. CelTexts.Methods, .. CelLists.Methods, .. CelQuantities.Methods, .. CelUrls.Methods, .. CelAddresses.Methods, .. CelOptional.Methods, .. CelTimes.Methods, .. CelFormats.Methods, .. CelVersions.Methods]);

    private static readonly FrozenDictionary<(string Name, int Count), Func<object?[], object?>[]> Functions = Group(
        [.. CelLists.Functions, .. CelQuantities.Functions, .. CelUrls.Functions, .. CelAddresses.Functions, .. CelOptional.Functions, .. CelTimes.Functions, .. CelFormats.Functions, .. CelVersions.Functions]);

    /// <summary>Says whether functions are called by this name and a dot.</summary>
    public static bool IsNamespace(string name) => name is "cidr" or "format" or "ip" or "optional" or "sets";

    public static CelExpression? Method(string name, CelExpression target, List<CelExpression> arguments) => Call(Methods.GetValueOrDefault((name, arguments.Count)), [target, .. arguments]);

    public static CelExpression? Function(string name, List<CelExpression> arguments) => Call(Functions.GetValueOrDefault((name, arguments.Count)), [.. arguments]);

    private static CelExpression? Call(Func<object?[], object?>[]? overloads, CelExpression[] arguments) => overloads is null ? null : scope =>
    {
        var values = Array.ConvertAll(arguments, argument => argument(scope));
        return Array.Find(values, value => value is CelError)
            ?? overloads.Select(overload => overload(values)).FirstOrDefault(result => !ReferenceEquals(result, CelError.NoOverload), CelError.NoOverload);
    };

    private static FrozenDictionary<(string Name, int Count), Func<object?[], object?>[]> Group(IEnumerable<CelFunction> functions) => functions
        .GroupBy(function => (function.Name, function.Count))
        .ToFrozenDictionary(group => group.Key, group => group.Select(function => function.Evaluate).ToArray());
}
