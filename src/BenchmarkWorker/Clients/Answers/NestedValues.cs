using System.Text.Json;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>Collects nested JSON lists into one tensor. Every list of a level has the same length, and elements are all numbers (or truth values) or all texts.</summary>
internal sealed class NestedValues
{
    private const int MaximumRank = 32;
    private readonly List<long> _shape = [];
    private readonly List<double> _numbers = [];
    private readonly List<string> _texts = [];
    private int _leaves = -1;

    /// <summary>Reads one tensor; null when the lists are ragged or hold something else.</summary>
    public static OutputTensor? Read(string name, JsonElement value)
    {
        var values = new NestedValues();
        return values.Add(value, 0) ? values.Build(name, [.. values._shape]) : null;
    }

    /// <summary>Reads one tensor from the same member of many rows.</summary>
    public static OutputTensor? ReadRows(string name, IReadOnlyList<JsonElement> rows)
    {
        var values = new NestedValues();
        return rows.All(row => values.Add(row, 0)) ? values.Build(name, [rows.Count, .. values._shape]) : null;
    }

    /// <summary>Reads flat or nested data of a shape that is told beside it.</summary>
    public static OutputTensor? Read(string name, DataType type, long[] shape, JsonElement data)
    {
        var values = new NestedValues();
        return values.Add(data, 0) && values.Build(name, shape) is { } read && read.Count == shape.Aggregate(1.0, (product, length) => product * length) ? read with { Type = type } : null;
    }

    private OutputTensor? Build(string name, long[] shape) => _numbers.Count > 0 && _texts.Count > 0 ? null
        : new(name, _texts.Count > 0 ? DataType.String : DataType.Invalid, shape, [.. _numbers], [.. _texts]);

    private bool Add(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return AddList(value, depth);
            case not JsonValueKind.Object when depth != (_leaves < 0 ? _leaves = depth : _leaves):
                return false;
            case JsonValueKind.Number:
                _numbers.Add(value.GetDouble());
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                _numbers.Add(value.GetBoolean() ? 1 : 0);
                return true;
            case JsonValueKind.Null:
                _numbers.Add(double.NaN); // how some servers write a number that is none
                return true;
            case JsonValueKind.String:
                _texts.Add(value.GetString() ?? "");
                return true;
            case JsonValueKind.Object when value.TryGetProperty("b64"u8, out var encoded) && encoded.ValueKind == JsonValueKind.String:
                _texts.Add(encoded.GetString() ?? "");
                return true;
            default:
                return false;
        }
    }

    private bool AddList(JsonElement list, int depth)
    {
        var length = list.GetArrayLength();
        if (depth == _shape.Count && depth < MaximumRank)
        {
            _shape.Add(length);
        }

        return depth < _shape.Count && _shape[depth] == length && list.EnumerateArray().All(item => Add(item, depth + 1));
    }
}
