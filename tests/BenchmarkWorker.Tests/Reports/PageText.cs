using System.Net;
using System.Text.RegularExpressions;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

/// <summary>A page as it reads: its text, one line for each heading, row or sentence.</summary>
internal static partial class PageText
{
    public static string Of(string html)
    {
        var text = Head().Replace(html, "");
        text = Svg().Replace(text, "[chart]");
        text = CellEnd().Replace(text, " ¦ ");
        text = Detail().Replace(text, " / ");
        text = BlockEnd().Replace(text.Replace('\n', ' '), "\n");
        text = WebUtility.HtmlDecode(Tag().Replace(text, ""));
        return string.Join('\n', text.Split('\n').Select(line => Spaces().Replace(line, " ").Trim(' ', '¦')).Where(line => line.Length > 0));
    }

    [GeneratedRegex("<head>.*?</head>", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();

    [GeneratedRegex("</(td|th|dt)>")]
    private static partial Regex CellEnd();

    [GeneratedRegex("<(small|br)[^>]*>")]
    private static partial Regex Detail();

    [GeneratedRegex("</(h1|h2|h3|p|li|tr|dd|caption|summary|figcaption)>")]
    private static partial Regex BlockEnd();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\s\u0007\u202e]+")]
    private static partial Regex Spaces();
}
