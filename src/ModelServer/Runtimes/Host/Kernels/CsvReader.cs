using System.Text;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Cuts a record into its fields. A character stands for a byte.</summary>
internal sealed class CsvReader
{
    private readonly char _delimiter;
    private readonly bool _takesQuotes;
    private readonly long[] _columns;

    public CsvReader(GraphNode node)
    {
        var delimiter = node.Text("field_delim", ",");
        _delimiter = delimiter.Length == 1 ? delimiter[0] : throw Shapes.Invalid("field_delim should be only 1 char");
        _takesQuotes = node.Bool("use_quote_delim", otherwise: true);
        _columns = node.Ints("select_cols");
    }

    /// <summary>Reads the fields that are wanted.</summary>
    public List<string> Read(string record)
    {
        List<string> fields = [];
        var column = 0L;
        for (var at = 0; at < record.Length && !IsDone(fields);)
        {
            if (record[at] is '\n' or '\r')
            {
                at++;
                continue;
            }

            var isQuoted = _takesQuotes && record[at] == '"';
            var field = isQuoted ? Quoted(record, ref at) : Plain(record, ref at);
            Add(fields, field, column++);
        }

        // A delimiter at the end has an empty field behind it.
        if (record.Length > 0 && record[^1] == _delimiter && !IsDone(fields))
        {
            Add(fields, string.Empty, column);
        }

        return fields;
    }

    private bool IsDone(List<string> fields) => _columns.Length > 0 && fields.Count == _columns.Length;

    private void Add(List<string> fields, string field, long column)
    {
        if (_columns.Length == 0 || (fields.Count < _columns.Length && _columns[fields.Count] == column))
        {
            fields.Add(field);
        }
    }

    private string Plain(string record, ref int at)
    {
        var start = at;
        while (at < record.Length && record[at] != _delimiter)
        {
            if (record[at] is '\n' or '\r' || (_takesQuotes && record[at] == '"'))
            {
                throw Shapes.Invalid("Unquoted fields cannot have quotes/CRLFs inside");
            }

            at++;
        }

        return record[start..at++];
    }

    /// <summary>A quoted field ends with a quote before a delimiter or the end; a quote in it is written twice.</summary>
    private string Quoted(string record, ref int at)
    {
        var field = new StringBuilder();
        for (at++; at < record.Length - 1 && (record[at] != '"' || record[at + 1] != _delimiter); at++)
        {
            if (record[at] == '"')
            {
                at += record[at + 1] == '"' ? 1 : throw Shapes.Invalid("Quote inside a string has to be escaped by another quote");
            }

            field.Append(record[at]);
        }

        if (at >= record.Length || record[at] != '"')
        {
            throw Shapes.Invalid("Quoted field has to end with quote followed by delim or end");
        }

        at += 2;
        return field.ToString();
    }
}
