using System.Net;
using System.Text;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>Builds a page in which every text is encoded: only markup that is written here goes in as it is.</summary>
internal sealed class HtmlBuilder
{
    private readonly StringBuilder _html = new();

    /// <summary>Adds markup; never pass anything that came from outside.</summary>
    public HtmlBuilder Markup(string markup)
    {
        _html.Append(markup);
        return this;
    }

    public HtmlBuilder Text(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            _html.Append(IsUnseen(rune) ? "&#xFFFD;" : WebUtility.HtmlEncode(rune.ToString()));
        }

        return this;
    }

    public HtmlBuilder Element(string tag, string text, string? cssClass = null) =>
        Markup(cssClass is null ? $"<{tag}>" : $"<{tag} class=\"{cssClass}\">").Text(text).Markup($"</{tag}>");

    public HtmlBuilder Section(string id, string title, Action<HtmlBuilder> content)
    {
        Markup($"<section id=\"{id}\" aria-labelledby=\"{id}-title\"><h2 id=\"{id}-title\">").Text(title).Markup("</h2>");
        content(this);
        return Markup("</section>\n");
    }

    public HtmlBuilder List(IEnumerable<string> items)
    {
        Markup("<ul>");
        foreach (var item in items)
        {
            Element("li", item);
        }

        return Markup("</ul>");
    }

    /// <summary>A table that scrolls in its own box, by keyboard, too, where the page is narrower.</summary>
    public HtmlBuilder Table(ReportTable table)
    {
        Markup("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"").Text(table.Caption).Markup(table.IsProse ? "\"><table class=\"prose\">" : "\"><table>")
            .Element("caption", table.Caption).Markup("<thead><tr>");
        bool[] areFigures = [.. table.Columns.Select((_, i) => table.AreFigures(i))];
        for (var i = 0; i < table.Columns.Count; i++)
        {
            Markup(areFigures[i] ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">").Text(table.Columns[i]).Markup("</th>");
        }

        Markup("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            Markup(row.IsBad ? "<tr class=\"bad\">" : "<tr>");
            for (var i = 0; i < row.Cells.Length; i++)
            {
                Markup(i == 0 ? "<th scope=\"row\">" : areFigures[i] ? "<td class=\"n\">" : "<td>").Text(row.Cells[i].Value);
                if (!string.IsNullOrEmpty(row.Cells[i].Detail))
                {
                    Element("small", row.Cells[i].Detail ?? "");
                }

                Markup(i == 0 ? "</th>" : "</td>");
            }

            Markup("</tr>");
        }

        Markup("</tbody></table></div>");
        return table.Note is null ? this : Element("p", table.Note, "note");
    }

    public override string ToString() => _html.ToString();

    /// <summary>Characters that cannot be in a page, or that turn the direction of what follows them.</summary>
    private static bool IsUnseen(Rune rune) =>
        (Rune.IsControl(rune) && rune.Value is not '\n' and not '\t') || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFE or 0xFFFF;
}
