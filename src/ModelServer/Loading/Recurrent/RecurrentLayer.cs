using ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Loading.Recurrent;

/// <summary>A function that Keras marks as one of several implementations of the same layer, which is then known without reading the function.</summary>
/// <remarks>
/// LSTM: inputs, h, c, kernel, recurrent kernel, bias → last output, outputs, h, c, runtime.
/// GRU: inputs, h, kernel, recurrent kernel, bias → last output, outputs, h, runtime.
/// </remarks>
internal sealed record RecurrentLayer(bool IsLstm, bool IsTimeMajor, bool GoesBackwards)
{
    private const int LstmArguments = 6;
    private const int GruArguments = 5;

    /// <summary>Reads the marks of a function. Further arguments mean a mask, which only the function itself tells how to apply.</summary>
    public static RecurrentLayer? Of(FunctionDef function)
    {
        var mark = (function.Attr.GetValueOrDefault("api_implements") ?? function.Attr.GetValueOrDefault("experimental_api_implements"))?.S.ToStringUtf8() ?? string.Empty;
        var isLstm = mark.StartsWith("lstm_", StringComparison.Ordinal);
        var isGru = mark.StartsWith("gru_", StringComparison.Ordinal);
        return (isLstm && function.Signature.InputArg.Count == LstmArguments) || (isGru && function.Signature.InputArg.Count == GruArguments)
            ? new RecurrentLayer(isLstm, Flag(function, "time_major"), Flag(function, "go_backwards"))
            : null;
    }

    private static bool Flag(FunctionDef function, string name) => function.Attr.GetValueOrDefault(name)?.B ?? false;
}
