using ModelServing.Inference.Errors;
using ModelServing.Inference.Examples;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Serving;

/// <summary>What distinguishes the calls that take examples: which signatures fit, and how outputs become results.</summary>
internal sealed record ExampleMethod<T>(
    string Name,
    string Kind,
    string Api,
    Func<TensorSignature, ServingError?> Check,
    Func<IReadOnlyDictionary<string, Tensor>, int, ServingResult<T>> Read)
    where T : class;

/// <summary>The two methods.</summary>
internal static class ExampleMethod
{
    public static ExampleMethod<ClassificationResult> Classify { get; } = new(
        MethodNames.Classify,
        "classification",
        "Classify",
        ExampleOutputs.CheckClassify,
        static (outputs, count) => ExampleOutputs.TryClassify(outputs, count, out var result, out var error) ? result : error);

    public static ExampleMethod<RegressionResult> Regress { get; } = new(
        MethodNames.Regress,
        "regression",
        "Regress",
        ExampleOutputs.CheckRegress,
        static (outputs, count) => ExampleOutputs.TryRegress(outputs, count, out var result, out var error) ? result : error);
}
