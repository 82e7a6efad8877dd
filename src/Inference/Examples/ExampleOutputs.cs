using System.Diagnostics.CodeAnalysis;
using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Inference.TextFormat;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.Inference.Examples;

/// <summary>Turns a signature's outputs into classifications or regressions.</summary>
public static class ExampleOutputs
{
    /// <summary>The name of the one input both kinds of signature have.</summary>
    public const string InputName = "inputs";

    private const string Classes = "classes";
    private const string Scores = "scores";
    private const string Values = "outputs";

    /// <summary>Checks that a signature is one that classifies.</summary>
    public static ServingError? CheckClassify(TensorSignature signature)
    {
        if (Check(signature, "classification") is { } error)
        {
            return error;
        }

        if (signature.Outputs.Count is not (1 or 2))
        {
            return ServingError.Invalid($"Expected one or two output Tensors, found {signature.Outputs.Count}");
        }

        return signature.Outputs.Any(output => output.Name is Classes or Scores)
            ? null
            : ServingError.Invalid($"Expected classification signature outputs to contain at least one of \"{Classes}\" or \"{Scores}\". Signature was: {TextFormatPrinter.Print(signature.Definition)}");
    }

    /// <summary>Checks that a signature is one that regresses.</summary>
    public static ServingError? CheckRegress(TensorSignature signature) => Check(signature, "regression") ?? signature.Outputs switch
    {
        [{ Name: Values }] => null,
        [_] => ServingError.Invalid($"No regression outputs found in SignatureDef: {TextFormatPrinter.Print(signature.Definition)}"),
        _ => ServingError.Invalid("Expected one output Tensor."),
    };

    /// <summary>Reads labels and scores, <c>[batch, n]</c> each; an absent one gives empty labels or zero scores.</summary>
    public static bool TryClassify(
        IReadOnlyDictionary<string, Tensor> outputs,
        int count,
        [NotNullWhen(true)] out ClassificationResult? result,
        [NotNullWhen(false)] out ServingError? error)
    {
        result = null;
        var classes = outputs.GetValueOrDefault(Classes);
        var scores = outputs.GetValueOrDefault(Scores);
        error = CheckMatrix(classes, Classes, DataType.String, count) ?? CheckMatrix(scores, Scores, DataType.Float, count);
        if (error is not null)
        {
            return false;
        }

        var width = (int)((classes ?? scores)?.Shape[1] ?? 0);
        if (classes is not null && scores is not null && scores.Shape[1] != width)
        {
            error = ServingError.Invalid($"Tensors class and score should match in dim_size(1). Got {width} vs. {scores.Shape[1]}");
            return false;
        }

        result = new ClassificationResult();
        for (var row = 0; row < count; row++)
        {
            result.Classifications.Add(Row(classes, scores, row * width, width));
        }

        return true;
    }

    /// <summary>Reads one value for each example from <c>[batch]</c> or <c>[batch, 1]</c>.</summary>
    public static bool TryRegress(
        IReadOnlyDictionary<string, Tensor> outputs,
        int count,
        [NotNullWhen(true)] out RegressionResult? result,
        [NotNullWhen(false)] out ServingError? error)
    {
        result = null;
        error = null;
        var values = outputs[Values];
        if (values.Rank is 0 or > 2 || (values.Rank == 2 && values.Shape[1] != 1))
        {
            error = ServingError.Invalid($"Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got [{string.Join(',', values.Shape.ToArray())}]");
        }
        else if (values.Shape[0] != count)
        {
            error = ServingError.Invalid($"Input batch size did not match output batch size: {count} vs. {values.Shape[0]}");
        }
        else if (values.DataType != DataType.Float)
        {
            error = ServingError.Invalid($"Expected output Tensor of DT_FLOAT.  Got: {DataTypeExtensions.ProtocolName((int)values.DataType)}");
        }
        else
        {
            result = new RegressionResult();
            foreach (var value in values.AsSpan<float>())
            {
                result.Regressions.Add(new Regression { Value = value });
            }
        }

        return error is null && result is not null;
    }

    private static ServingError? Check(TensorSignature signature, string kind)
    {
        if (signature.Inputs.Count != 1)
        {
            return ServingError.Invalid("Expected one input Tensor.");
        }

        return signature.Inputs[0].Name == InputName ? null : ServingError.Invalid($"No {kind} inputs found in SignatureDef: {TextFormatPrinter.Print(signature.Definition)}");
    }

    private static ServingError? CheckMatrix(Tensor? tensor, string name, DataType type, int count)
    {
        if (tensor is null)
        {
            return null;
        }

        if (tensor.Rank != 2)
        {
            return ServingError.Invalid($"Expected Tensor shape: [batch_size num_classes] but got [{string.Join(',', tensor.Shape.ToArray())}]");
        }

        if (tensor.DataType != type)
        {
            return ServingError.Invalid($"Expected {name} Tensor of {DataTypeExtensions.ProtocolName((int)type)}. Got: {DataTypeExtensions.ProtocolName((int)tensor.DataType)}");
        }

        return tensor.Shape[0] == count ? null : ServingError.Invalid($"Expected {name} output batch size of {count}. Got: {tensor.Shape[0]}");
    }

    private static Classifications Row(Tensor? classes, Tensor? scores, int start, int width)
    {
        var row = new Classifications();
        for (var i = start; i < start + width; i++)
        {
            row.Classes.Add(new Class
            {
                Label = classes is null ? "" : Encoding.UTF8.GetString(classes.Strings[i].Span),
                Score = scores is null ? 0 : scores.AsSpan<float>()[i],
            });
        }

        return row;
    }
}
