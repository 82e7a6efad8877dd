using System.Text;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>Names as the runtime's C functions want them: pointers to texts that end with a zero, kept in place.</summary>
internal sealed unsafe class TensorNames
{
    private readonly byte[] _text;
    private readonly nint[] _pointers;

    public TensorNames(IReadOnlyList<string> names)
    {
        Names = names;
        _text = GC.AllocateUninitializedArray<byte>(names.Sum(name => Encoding.UTF8.GetByteCount(name) + 1), pinned: true);
        _pointers = GC.AllocateUninitializedArray<nint>(names.Count, pinned: true);
        var start = 0;
        for (var i = 0; i < names.Count; i++)
        {
            fixed (byte* text = _text)
            {
                _pointers[i] = (nint)(text + start);
            }

            start += Encoding.UTF8.GetBytes(names[i], _text.AsSpan(start));
            _text[start++] = 0;
        }
    }

    public IReadOnlyList<string> Names { get; }

    public int Count => _pointers.Length;

    /// <summary>Gets the first pointer; valid while this object is held.</summary>
    public byte** Pointer
    {
        get
        {
            fixed (nint* first = _pointers)
            {
                return (byte**)first; // the array never moves
            }
        }
    }
}
