using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Rest;

/// <summary>Reads <c>instances</c>: one value per example and input; the tensors get a batch dimension in front.</summary>
internal static class RowReader
{
    public static ServingError? Read(JsonValue document, JsonValue rows, TensorSignature signature, Dictionary<string, Tensor> inputs)
    {
        if (rows.Kind != JsonKind.Array)
        {
            return ServingError.Invalid($"JSON Value: {JsonDump.Print(document)} Expecting 'instances' to be an list/array");
        }

        if (rows.Count == 0)
        {
            return ServingError.Invalid($"JSON Value: {JsonDump.Print(document)} No values in 'instances' array");
        }

        var named = IsNamed(rows.FirstElement);
        if (!named && signature.Inputs.Count != 1)
        {
            return ServingError.Invalid(
                "instances is a plain list, but expecting list of objects as multiple input tensors required as per tensorinfo_map");
        }

        var columns = new RowColumn[signature.Inputs.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new RowColumn(signature.Inputs[i], rows);
        }

        var error = named ? ReadNamed(rows, signature, columns) : ReadPlain(rows, columns[0]);
        for (var i = 0; error is null && i < columns.Length; i++)
        {
            inputs[signature.Inputs[i].Name] = columns[i].Build(rows.Count);
        }

        return error;
    }

    private static bool IsNamed(JsonValue value) => value.Kind == JsonKind.Object && !Base64Object.Is(value);

    private static ServingError? ReadPlain(JsonValue rows, RowColumn column)
    {
        var row = rows.FirstElement;
        for (var i = 0; i < rows.Count; i++)
        {
            if (IsNamed(row))
            {
                return ServingError.Invalid($"Expecting value/list but got object at item {i} of input list");
            }

            if (column.Add(row) is { } error)
            {
                return ServingError.Invalid($"Failed to process element: {i} of 'instances' list. Error: {error}");
            }

            row = row.NextSibling;
        }

        return null;
    }

    private static ServingError? ReadNamed(JsonValue rows, TensorSignature signature, RowColumn[] columns)
    {
        var row = rows.FirstElement;
        for (var i = 0; i < rows.Count; i++)
        {
            if (!IsNamed(row))
            {
                return ServingError.Invalid($"Expecting object but got list at item {i} of input list");
            }

            if (ReadMembers(row, i, signature, columns) is { } error)
            {
                return error;
            }

            row = row.NextSibling;
        }

        return null;
    }

    private static ServingError? ReadMembers(JsonValue row, int index, TensorSignature signature, RowColumn[] columns)
    {
        var name = row.Count > 0 ? row.FirstName : default;
        for (var left = row.Count; left > 0; left--)
        {
            var value = name.NextSibling;
            var column = signature.IndexOfInput(name.Utf8);
            var error = column < 0 ? ServingError.Invalid($"JSON object: does not have named input: {name.AsText()}") : columns[column].Add(value);
            if (error is not null)
            {
                return ServingError.Invalid($"Failed to process element: {index} key: {name.AsText()} of 'instances' list. Error: {error}");
            }

            name = value.NextSibling;
        }

        foreach (var column in columns)
        {
            if (column.Rows != index + 1)
            {
                var keys = string.Join(',', signature.Inputs.Select(input => input.Name));
                return ServingError.Invalid(
                    $"Failed to process element: {index} of 'instances' list. JSON object: {JsonDump.Print(row)} keys must be equal to: {keys}");
            }
        }

        return null;
    }
}
