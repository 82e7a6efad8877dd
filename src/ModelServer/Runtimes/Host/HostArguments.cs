using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>The inputs of one node in one run.</summary>
internal readonly struct HostArguments(object?[] values, int[] slots)
{
    public int Count => slots.Length;

    /// <summary>Gets a value; of a variable, what it holds now.</summary>
    public Tensor Tensor(int index) => values[slots[index]] switch
    {
        Tensor tensor => tensor,
        VariableState variable => variable.Value,
        var other => throw new InvalidOperationException($"Input {index} is {other?.GetType().Name ?? "nothing"} where a tensor is needed."),
    };

    /// <summary>Gets a tensor or a list.</summary>
    public object Value(int index) => values[slots[index]] is HostList list ? list : Tensor(index);

    /// <summary>Gets a list, which comes from the runtime as one tensor.</summary>
    public HostList List(int index) => values[slots[index]] as HostList ?? HostList.Of(Tensor(index));

    /// <summary>Gets whatever a node hands on: a value, or the handle of a table or a tokenizer.</summary>
    public object Anything(int index) => values[slots[index]] is (LookupTable or SentencepieceTokenizer) and var handle ? handle : Value(index);

    public LookupTable Table(int index) => (LookupTable)values[slots[index]]!; // the compiler gives handles only to those who want them

    public SentencepieceTokenizer Sentencepiece(int index) => (SentencepieceTokenizer)values[slots[index]]!; // as above

    public VariableState Variable(int index) => (VariableState)values[slots[index]]!; // as above

    public Tensor[] Tensors(int start, int count)
    {
        var tensors = new Tensor[count];
        for (var i = 0; i < count; i++)
        {
            tensors[i] = Tensor(start + i);
        }

        return tensors;
    }

    /// <summary>Gets an input of int32 or int64.</summary>
    public long[] Longs(int index) => Integers.Read(Tensor(index));

    public long Long(int index) => Longs(index) is [var value, ..]
        ? value
        : throw new ModelRunException(ErrorCode.InvalidArgument, $"Input {index} is empty where a number is needed");

    public ReadOnlyMemory<byte> Text(int index) => Tensor(index).Strings is [var value, ..]
        ? value
        : throw new ModelRunException(ErrorCode.InvalidArgument, $"Input {index} is empty where a string is needed");
}
