using System.Globalization;
using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Reads the keys and values of a table from a text file, as InitializeTableFromTextFile describes it.</summary>
internal static class VocabularyFile
{
    private const long WholeLine = -2;
    private const long LineNumber = -1;

    public static (Tensor Keys, Tensor Values) Read(GraphNode node, string path, DataType keyType, DataType valueType)
    {
        var lines = Lines(node, path);
        var delimiter = node.Text("delimiter", "\t");
        return (Column(lines, node.Int("key_index", WholeLine), delimiter, keyType, path), Column(lines, node.Int("value_index", LineNumber), delimiter, valueType, path));
    }

    private static List<string> Lines(GraphNode node, string path)
    {
        // Bytes that are no UTF-8 must stay what they are: Latin-1 keeps each as one character.
        var text = File.ReadAllText(path, Encoding.Latin1).Replace("\r", string.Empty, StringComparison.Ordinal);
        List<string> lines = [.. text.Split('\n')];
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        lines = [.. lines.Skip((int)node.Int("offset", 0))];
        var size = (int)node.Int("vocab_size", -1);
        if (size >= 0 && lines.Count < size)
        {
            throw new LoadException(ErrorCode.InvalidArgument, $"Invalid vocab_size in {path}: expected {size} but got {lines.Count}");
        }

        return size < 0 ? lines : lines[..size];
    }

    private static Tensor Column(List<string> lines, long index, string delimiter, DataType type, string path)
    {
        if (index == LineNumber)
        {
            var numbers = Enumerable.Range(0, lines.Count);
            return type == DataType.Int32 ? Tensor.Create<int>([lines.Count], [.. numbers]) : Tensor.Create<long>([lines.Count], [.. numbers.Select(number => (long)number)]);
        }

        var fields = lines.Select((line, number) => index == WholeLine ? line : Field(line, index, delimiter, number, path));
        return type switch
        {
            DataType.String => Tensor.FromStrings([lines.Count], [.. fields.Select(field => (ReadOnlyMemory<byte>)Encoding.Latin1.GetBytes(field))]),
            DataType.Int32 => Tensor.Create<int>([lines.Count], [.. fields.Select(field => Parse<int>(field, path))]),
            DataType.Int64 => Tensor.Create<long>([lines.Count], [.. fields.Select(field => Parse<long>(field, path))]),
            DataType.Float => Tensor.Create<float>([lines.Count], [.. fields.Select(field => Parse<float>(field, path))]),
            DataType.Double => Tensor.Create<double>([lines.Count], [.. fields.Select(field => Parse<double>(field, path))]),
            _ => throw new LoadException(ErrorCode.Unimplemented, $"Tables of {type.Name()} cannot be read from {path}"),
        };
    }

    private static string Field(string line, long index, string delimiter, int number, string path)
    {
        var fields = line.Split(delimiter);
        return index < fields.Length
            ? fields[index]
            : throw new LoadException(ErrorCode.InvalidArgument, $"Invalid number of columns in {path} line {number} ({line}) : expected at least {index + 1} got {fields.Length}");
    }

    private static T Parse<T>(string field, string path)
        where T : IParsable<T> => T.TryParse(field, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new LoadException(ErrorCode.InvalidArgument, $"Field {field} in {path} is not a valid {typeof(T).Name.ToLowerInvariant()}.");
}
