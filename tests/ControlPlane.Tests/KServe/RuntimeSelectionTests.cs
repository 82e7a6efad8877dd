using ModelServing.ControlPlane.KServe;
using ModelServing.Kubernetes.KServe;
using Xunit;

namespace ModelServing.ControlPlane.Tests.KServe;

public class RuntimeSelectionTests
{
    [Theory]
    [InlineData("sklearn", null, "v1", "kserve-sklearnserver")]
    [InlineData("sklearn", null, "v2", "kserve-mlserver, kserve-sklearnserver")]
    [InlineData("sklearn", null, "grpc-v1", "")]
    [InlineData("xgboost", null, "v1", "kserve-xgbserver")]
    [InlineData("xgboost", null, "v2", "kserve-mlserver, kserve-xgbserver")]
    [InlineData("lightgbm", null, "v1", "kserve-lgbserver")]
    [InlineData("lightgbm", null, "v2", "kserve-mlserver, kserve-lgbserver")]
    [InlineData("tensorflow", null, "v1", "kserve-tensorflow-serving")]
    [InlineData("tensorflow", null, "v2", "kserve-tritonserver")]
    [InlineData("tensorflow", null, "grpc-v1", "kserve-tensorflow-serving")]
    [InlineData("tensorflow", null, "grpc-v2", "kserve-tritonserver")]
    [InlineData("onnx", null, "v1", "")]
    [InlineData("onnx", null, "v2", "kserve-tritonserver")]
    [InlineData("onnx", null, "grpc-v2", "kserve-tritonserver")]
    [InlineData("pytorch", null, "v1", "kserve-torchserve")]
    [InlineData("pytorch", null, "v2", "kserve-torchserve")]
    [InlineData("pytorch", null, "grpc-v2", "kserve-torchserve")]
    [InlineData("pmml", null, "v1", "kserve-pmmlserver")]
    [InlineData("paddle", null, "v2", "kserve-paddleserver")]
    [InlineData("huggingface", null, "v1", "kserve-huggingfaceserver")]
    [InlineData("autogluon", null, "v1", "kserve-autogluonserver")]
    [InlineData("mlflow", null, "v1", "")]
    [InlineData("mlflow", "2", "v2", "kserve-mlserver")]
    [InlineData("triton", null, "v1", "")]
    [InlineData("tensorrt", null, "v2", "kserve-tritonserver")]
    [InlineData("vLLM", null, "grpc-v2", "kserve-vllmserver")]
    [InlineData("sklearn", "0", "v1", "")]
    [InlineData("sklearn", "0", "v2", "kserve-mlserver")]
    [InlineData("sklearn", "1", "v2", "kserve-mlserver, kserve-sklearnserver")]
    [InlineData("xgboost", "1", "v1", "")]
    [InlineData("xgboost", "2", "v1", "kserve-xgbserver")]
    [InlineData("xgboost", "3", "v1", "")]
    [InlineData("lightgbm", "3", "v2", "kserve-mlserver")]
    [InlineData("lightgbm", "4", "v1", "kserve-lgbserver")]
    [InlineData("tensorflow", "2", "v1", "kserve-tensorflow-serving")]
    [InlineData("tensorflow", "3", "v1", "")]
    [InlineData("SKLearn", null, "v1", "")]
    public void Candidates_FormatAndProtocol_AreThoseOfTheDefaultRuntimes(string format, string? version, string protocol, string expected) =>
        Assert.Equal(expected, string.Join(", ", RuntimeSelection.Candidates(format, version, protocol, ServingRuntimes.Default).Select(runtime => runtime.Name)));

    [Theory]
    [InlineData("onnx", null, null, "NoSupportingRuntime", "No runtime found to support specified framework/version: format \"onnx\" is served with protocolVersion v2 or grpc-v2, not v1")]
    [InlineData("tensorflow", "nope", null, "RuntimeNotRecognized", "Waiting for runtime to become available")]
    [InlineData("tensorflow", "kserve-sklearnserver", null, "NoSupportingRuntime", "Specified runtime does not support specified framework/version")]
    [InlineData("sklearn", "kserve-sklearnserver", "grpc-v2", "NoSupportingRuntime", "Specified runtime does not support specified protocol version grpc-v2")]
    public void TrySelect_NothingFits_SaysWhy(string format, string? runtime, string? protocol, string reason, string message)
    {
        var model = new PredictorModel { ModelFormat = new ModelFormat { Name = format }, Runtime = runtime, ProtocolVersion = protocol };

        Assert.False(RuntimeSelection.TrySelect(model, ServingRuntimes.Default, out _, out var refusal));
        Assert.Equal(new RuntimeRefusal(reason, message), refusal);
    }

    [Fact]
    public void TrySelect_NamedRuntime_IgnoresAutoSelect()
    {
        var model = new PredictorModel { ModelFormat = new ModelFormat { Name = "sklearn" }, Runtime = "kserve-predictiveserver" };

        Assert.True(RuntimeSelection.TrySelect(model, ServingRuntimes.Default, out var runtime, out _));
        Assert.Equal("kserve-predictiveserver", runtime.Name);
    }
}
