using System.Text.RegularExpressions;
using ModelServing.Inference.Protos;
using ModelServing.Inference.TextFormat;

namespace ModelServing.ModelServer.Nodes;

/// <summary>
/// Takes fields that do not exist out of a configuration's <c>logging_config</c>. The stock image refuses such a file; what is
/// logged changes no answer, so a pod here starts without them and says so.
/// </summary>
internal static partial class LoggingFields
{
    /// <summary>Returns the text without those fields, and their names.</summary>
    public static (string Text, IReadOnlyList<string> Dropped) Drop(string text)
    {
        List<string> dropped = [];
        while (!TextFormatParser.TryParse<ModelServerConfig>(text, out _, out var error) && Unknown().Match(error) is { Success: true } unknown)
        {
            var start = Offset(text, int.Parse(unknown.Groups[1].ValueSpan), int.Parse(unknown.Groups[2].ValueSpan));
            if (Scalar().Match(text, start) is not { Success: true } field || field.Index != start)
            {
                break;
            }

            // Blanks keep the places that later errors name.
            text = text[..start] + new string(' ', field.Length) + text[(start + field.Length)..];
            dropped.Add(unknown.Groups[3].Value);
        }

        return (text, dropped);
    }

    private static int Offset(string text, int line, int column)
    {
        var start = 0;
        for (var i = 1; i < line; i++)
        {
            start = text.IndexOf('\n', start) + 1;
        }

        return Math.Min(text.Length, start + column - 1);
    }

    [GeneratedRegex("""^(\d+):(\d+): tensorflow\.serving\.LoggingConfig has no field named "(\w+)"$""")]
    private static partial Regex Unknown();

    [GeneratedRegex("""\w+[ \t]*:[ \t]*("[^"\n]*"|'[^'\n]*'|[\w.+-]+)[ \t]*[,;]?""")]
    private static partial Regex Scalar();
}
