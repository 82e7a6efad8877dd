namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>A table before any markup.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">The heads; the first column names the row.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Note">How to read it.</param>
/// <param name="IsProse">Whether its cells are sentences, which wrap, not figures, which line up.</param>
internal sealed record ReportTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<ReportRow> Rows, string? Note = null, bool IsProse = false)
{
    private const int LongestFigure = 15;

    /// <summary>Whether a column holds figures, which line up at the right.</summary>
    public bool AreFigures(int column) => !IsProse && column > 0 && Rows.All(row => row.Cells[column].Value is { Length: > 0 and <= LongestFigure } value && (char.IsAsciiDigit(value[0]) || value[0] == '<' || value == Figures.Missing));
}

/// <summary>One row; <paramref name="IsBad"/> is of something that failed or is not valid.</summary>
internal sealed record ReportRow(bool IsBad, params ReportCell[] Cells);

/// <summary>One cell, and what stands in small print under it.</summary>
internal readonly record struct ReportCell(string Value, string? Detail = null)
{
    public static implicit operator ReportCell(string value) => new(value);
}
