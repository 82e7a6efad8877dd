using System.Text.RegularExpressions;

namespace ModelServing.Kubernetes.Schemas;

/// <summary>What is wrong with names and labels, in the words of Kubernetes' own validation.</summary>
public static partial class ObjectNames
{
    private const int LongestLabel = 63;
    private const int LongestSubdomain = 253;
    private const string QualifiedPart = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    /// <summary>Gives what keeps a text from being a label of RFC 1123.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Label1123(string text) => Problems(
        text,
        LongestLabel,
        Label1123Form(),
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
            + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");

    /// <summary>Gives what keeps a text from being a label of RFC 1035.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Label1035(string text) => Problems(
        text,
        LongestLabel,
        Label1035Form(),
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
            + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");

    /// <summary>Gives what keeps a text from being a subdomain of RFC 1123.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Subdomain(string text) => Problems(
        text,
        LongestSubdomain,
        SubdomainForm(),
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
            + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");

    /// <summary>Gives what keeps a text from being a label's value.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> LabelValue(string text) => Problems(
        text,
        LongestLabel,
        LabelValueForm(),
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
            + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");

    /// <summary>Gives what keeps a text from being a label's or an annotation's key.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> QualifiedName(string text) => text.Split('/') switch
    {
        [var name] => NamePart(name),
        [var prefix, var name] =>
        [
            .. prefix.Length == 0 ? ["prefix part must be non-empty"] : Subdomain(prefix).Select(problem => $"prefix part {problem}"),
            .. NamePart(name),
        ],
        _ => [$"a qualified name {QualifiedPart} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"],
    };

    /// <summary>Makes a rule for names into one for their beginnings, which may end in the dash that what is generated follows.</summary>
    /// <param name="validate">The rule for names.</param>
    public static Func<string, IReadOnlyList<string>> Prefix(Func<string, IReadOnlyList<string>> validate) =>
        text => validate(text.Length > 1 && text.EndsWith('-') ? $"{text.AsSpan(0, text.Length - 2)}a" : text);

    private static List<string> NamePart(string name) => name.Length == 0
        ? ["name part must be non-empty", $"name part {QualifiedPart}"]
        : [.. Problems(name, LongestLabel, QualifiedForm(), QualifiedPart).Select(problem => $"name part {problem}")];

    private static List<string> Problems(string text, int longest, Regex form, string rule)
    {
        List<string> problems = [];
        if (text.Length > longest)
        {
            problems.Add($"must be no more than {longest} characters");
        }

        if (!form.IsMatch(text))
        {
            problems.Add(rule);
        }

        return problems;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label1123Form();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label1035Form();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainForm();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValueForm();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex QualifiedForm();
}
