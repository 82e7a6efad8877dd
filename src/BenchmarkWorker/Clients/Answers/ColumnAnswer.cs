using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>TensorFlow Serving's column format.</summary>
/// <remarks><c>"outputs": value | { output: value }</c>.</remarks>
internal static class ColumnAnswer
{
    public static IReadOnlyList<OutputTensor>? Read(JsonElement outputs)
    {
        if (outputs.ValueKind != JsonValueKind.Object)
        {
            return NestedValues.Read("", outputs) is { } only ? [only] : null;
        }

        OutputTensor?[] read = [.. outputs.EnumerateObject().Select(member => NestedValues.Read(member.Name, member.Value))];
        return read.Length > 0 && Array.IndexOf(read, null) < 0 ? [.. read.OfType<OutputTensor>()] : null;
    }
}
