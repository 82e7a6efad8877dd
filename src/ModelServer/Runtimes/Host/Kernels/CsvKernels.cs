using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Lines of comma-separated fields, as signatures for batch jobs take them.</summary>
internal static class CsvKernels
{
    public static IEnumerable<HostOp> All => [new("DecodeCSV", (node, output) => Types(node)[output], Create)];

    private static DataType[] Types(GraphNode node) => node.Attribute("OUT_TYPE")?.List?.Type is { } types ? [.. types.Select(type => (DataType)type)] : [];

    private static HostKernel Create(GraphNode node)
    {
        var reader = new CsvReader(node);
        var types = Types(node);
        var missing = node.Attribute("na_value") is { } value ? Encoding.Latin1.GetString(value.S.Span) : string.Empty;
        return arguments =>
        {
            var records = arguments.Tensor(0);
            var defaults = arguments.Tensors(1, types.Length);
            var odd = Array.FindIndex(defaults, value => value.ElementCount > 1);
            if (odd >= 0)
            {
                throw Shapes.Invalid($"There should only be 1 default per field but field {odd} has {defaults[odd].ElementCount}");
            }

            var columns = Array.ConvertAll(types, type => new CsvColumn(type));
            foreach (var (record, text) in records.Strings.Index())
            {
                var fields = reader.Read(Encoding.Latin1.GetString(text.Span));
                if (fields.Count != types.Length)
                {
                    throw Shapes.Invalid($"Expect {types.Length} fields but have {fields.Count} in record {record}");
                }

                for (var field = 0; field < fields.Count; field++)
                {
                    var isMissing = fields[field].Length == 0 || fields[field] == missing;
                    columns[field].Add(isMissing ? null : fields[field], defaults[field], field, record);
                }
            }

            return [.. columns.Select(column => column.ToTensor(records.Shape))];
        };
    }
}
