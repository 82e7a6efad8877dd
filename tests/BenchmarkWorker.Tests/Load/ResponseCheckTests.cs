using System.Text;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Load;

public class ResponseCheckTests
{
    [Theory]
    [InlineData(WireProtocol.TensorFlow, """{"predictions":[{"classes":1,"probabilities":[0.5,0.5]},{"classes":2,"probabilities":[1,0]}]}""")]
    [InlineData(WireProtocol.TensorFlow, """{"predictions":[1,[2]]}""")]
    [InlineData(WireProtocol.TensorFlow, """{"outputs":{"classes":[1,2]}}""")]
    [InlineData(WireProtocol.OpenInference, """{"model_name":"m","outputs":[{"name":"p","datatype":"FP32","shape":[2,3],"data":[1,2,3,4,5,6]},{"name":"c","shape":[2],"data":[1,2]}]}""")]
    [InlineData(WireProtocol.OpenInference, """{"outputs":[{"shape":[2,2],"data":[[1,2],[3,4]]}]}""")]
    [InlineData(WireProtocol.Seldon, """{"data":{"names":["a"],"ndarray":[[1],[2]]},"meta":{}}""")]
    [InlineData(WireProtocol.Seldon, """{"meta":{},"data":{"tensor":{"shape":[2,1],"values":[1,2]}}}""")]
    internal void IsAnswer_GoodBody_IsTrue(WireProtocol protocol, string body) => Assert.True(ResponseCheck.IsAnswer(Encoding.UTF8.GetBytes(body), protocol, 2));

    [Theory]
    [InlineData(WireProtocol.TensorFlow, "")]
    [InlineData(WireProtocol.TensorFlow, "ok")]
    [InlineData(WireProtocol.TensorFlow, "[1,2]")]
    [InlineData(WireProtocol.TensorFlow, """{"error":"busy"}""")]
    [InlineData(WireProtocol.TensorFlow, """{"predictions":[1]}""")]
    [InlineData(WireProtocol.TensorFlow, """{"predictions":[1,NaN]}""")]
    [InlineData(WireProtocol.TensorFlow, """{"predictions":[1,1e999]}""")]
    [InlineData(WireProtocol.TensorFlow, """{"predictions":[1,2]""")]
    [InlineData(WireProtocol.TensorFlow, """{"predictions":{"a":1}}""")]
    [InlineData(WireProtocol.TensorFlow, """{"predictions":[1,2]} trailing""")]
    [InlineData(WireProtocol.OpenInference, """{"outputs":[]}""")]
    [InlineData(WireProtocol.OpenInference, """{"outputs":[{"shape":[1,3],"data":[1,2,3]}]}""")]
    [InlineData(WireProtocol.OpenInference, """{"outputs":[{"shape":[2,3],"data":[1,2,3]}]}""")]
    [InlineData(WireProtocol.OpenInference, """{"outputs":[{"shape":["2"],"data":[1,2]}]}""")]
    [InlineData(WireProtocol.Seldon, """{"data":{"names":[]}}""")]
    [InlineData(WireProtocol.Seldon, """{"data":7}""")]
    [InlineData(WireProtocol.Seldon, """{"status":{"status":"FAILURE"}}""")]
    internal void IsAnswer_AnythingElse_IsFalse(WireProtocol protocol, string body) => Assert.False(ResponseCheck.IsAnswer(Encoding.UTF8.GetBytes(body), protocol, 2));
}
