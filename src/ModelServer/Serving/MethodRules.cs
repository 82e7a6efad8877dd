using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Serving;

/// <summary>Which signatures a call may name. Their own method names count only where that is asked for: newer exports all say predict.</summary>
internal sealed record MethodRules(bool ChecksNames)
{
    /// <summary>Any of the three methods' signatures can be predicted with.</summary>
    public ServingError? CheckPredict(TensorSignature signature) =>
        !ChecksNames || signature.Definition.MethodName is MethodNames.Predict or MethodNames.Classify or MethodNames.Regress
            ? null
            : new ServingError(
                ErrorCode.Internal,
                $"Expected prediction signature method_name to be one of {{{MethodNames.Predict}, {MethodNames.Classify}, {MethodNames.Regress}}}. Was: {signature.Definition.MethodName}");

    public ServingError? Check<T>(ExampleMethod<T> method, TensorSignature signature)
        where T : class => ChecksNames && signature.Definition.MethodName != method.Name
            ? ServingError.Invalid($"Expected {method.Kind} signature method_name to be {method.Name}. Was: {signature.Definition.MethodName}")
            : method.Check(signature);
}
