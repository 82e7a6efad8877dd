using System.Runtime.InteropServices;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Rest;

/// <summary>The values of one input over all rows; every row must have the first one's shape.</summary>
internal sealed class RowColumn(TensorField field, JsonValue rows)
{
    private readonly TensorBuilder _builder = new(field.Type);
    private readonly List<long> _shape = [];
    private readonly List<long> _rowShape = [];
    private int _rowSize;

    /// <summary>Gets the number of rows added.</summary>
    public int Rows { get; private set; }

    public ServingError? Add(JsonValue value)
    {
        var shape = Rows == 0 ? _shape : _rowShape;
        shape.Clear();
        var before = _builder.Count;
        var error = TensorReader.ReadShape(value, shape);
        if (Rows == 0)
        {
            // All rows are in the document, so its size bounds what can come.
            _builder.Reserve(Math.Min((long)value.EntryCount * rows.Count, rows.EntryCount));
        }

        error ??= TensorReader.Read(value, CollectionsMarshal.AsSpan(shape), _builder);
        if (error is not null)
        {
            return error;
        }

        var size = _builder.Count - before;
        if (Rows++ == 0)
        {
            _rowSize = size;
            return null;
        }

        if (size != _rowSize)
        {
            return ServingError.Invalid($"Expecting tensor size: {_rowSize} but got: {size}");
        }

        return CollectionsMarshal.AsSpan(_rowShape).SequenceEqual(CollectionsMarshal.AsSpan(_shape))
            ? null
            : ServingError.Invalid($"Expecting shape [{string.Join(',', _shape)}] but got: [{string.Join(',', _rowShape)}]");
    }

    public Tensor Build(int rows) => _builder.Build([rows, .. _shape]);
}
