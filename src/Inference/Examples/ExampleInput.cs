using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;

namespace ModelServing.Inference.Examples;

/// <summary>The examples of a gRPC request.</summary>
public static class ExampleInput
{
    /// <summary>Serializes the examples, each with the context in front where there is one.</summary>
    public static bool TryRead(Input? input, [NotNullWhen(true)] out IReadOnlyList<ReadOnlyMemory<byte>>? examples, [NotNullWhen(false)] out ServingError? error)
    {
        var context = input?.ExampleListWithContext?.Context?.ToByteArray() ?? [];
        var list = input?.KindCase switch
        {
            Input.KindOneofCase.ExampleList => input.ExampleList.Examples,
            Input.KindOneofCase.ExampleListWithContext => input.ExampleListWithContext.Examples,
            _ => [],
        };
        examples = list.Count == 0 ? null : [.. list.Select(example => (ReadOnlyMemory<byte>)(byte[])[.. context, .. example.ToByteArray()])];
        error = examples is null ? ServingError.Invalid("Input is empty.") : null;
        return examples is not null;
    }
}
