using System.Text.Json.Nodes;
using k8s;
using ModelServing.ControlPlane.Seldon;
using ModelServing.Kubernetes.Seldon;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Seldon;

public class SeldonValidatorTests
{
    private const string Good = """{"name":"p","graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"gs://b/m"}}""";

    [Theory]
    [InlineData("""{"predictors":[PREDICTOR]}""", "")]
    [InlineData("""{"protocol":"http","predictors":[PREDICTOR]}""", "spec=http: Invalid protocol")]
    [InlineData("""{"transport":"tcp","predictors":[PREDICTOR]}""", "spec=tcp: Invalid transport")]
    [InlineData("""{"serverType":"x","predictors":[PREDICTOR]}""", "spec=x: Invalid serverType")]
    [InlineData("""{"serverType":"kafka","predictors":[PREDICTOR]}""", "spec.predictors[0]=p: For kafka please supply svcOrchSpec envs KAFKA_BROKER, KAFKA_INPUT_TOPIC, KAFKA_OUTPUT_TOPIC")]
    [InlineData("""{"transport":"rest","predictors":[]}""", "spec=rest: Graph contains no predictors")]
    [InlineData("""{"predictors":[{"name":"p","shadow":true,"graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"u"}}]}""", "spec.predictors[0]=p: Shadow can not exist as only predictor")]
    [InlineData("""{"predictors":[PREDICTOR,PREDICTOR]}""", "spec.predictors[1]=p: Duplicate predictor name|spec=p: Traffic must sum to 100 for multiple predictors")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"m"}}]}""", "spec.predictors[0].graph=m: Can't find container for Predictive Unit")]
    [InlineData("""{"predictors":[{"name":"p","componentSpecs":[{"spec":{"containers":[{"name":"m"}]}}],"graph":{"name":"m","type":"UNKNOWN_TYPE"}}]}""", "spec.predictors[0].graph=m: Predictive Unit has no implementation methods defined. Change to a known type or add what methods it defines")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"m","implementation":"SKLEARN_SERVER"}}]}""", "spec.predictors[0].graph=m: Predictive unit modelUri required when using standalone servers")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"m","implementation":"HUGGINGFACE_SERVER"}}]}""", "")]
    [InlineData("""{"protocol":"tensorflow","predictors":[{"name":"p","graph":{"name":"m","implementation":"SKLEARN_SERVER","modelUri":"u"}}]}""", "spec.predictors[0].graph=m: Prepackaged server does not handle tensorflow protocol SKLEARN_SERVER")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"m","implementation":"OWN_SERVER","modelUri":"u"}}]}""", "spec.predictors[0].graph=m: No entry in predictors map for OWN_SERVER")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"r","implementation":"RANDOM_ABTEST","children":[{"name":"a","implementation":"TENSORFLOW_SERVER","modelUri":"u"},{"name":"b","children":[{"name":"c"}]}]}}]}""", "spec.predictors[0].graph[1]=b: Can't find container for Predictive Unit|spec.predictors[0].graph[1][0]=c: Can't find container for Predictive Unit")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"u","logger":{}}}]}""", "spec.predictors[0].graph=: No logger mode specified")]
    [InlineData("""{"transport":"grpc","predictors":[{"name":"p","graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"u","endpoint":{"type":"REST"}}}]}""", "spec=: Mixed transport types found. Remove graph endpoint.types if transport set at deployment level")]
    [InlineData("""{"predictors":[{"name":"p","traffic":50,"graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"u"}}]}""", "spec=p: Traffic must sum be 100 for a single predictor when set")]
    [InlineData("""{"predictors":[{"name":"p","traffic":150,"graph":{"name":"m","implementation":"TENSORFLOW_SERVER","modelUri":"u"}}]}""", "")]
    public void Validate_Spec_ListsTheWebhooksMessages(string spec, string expected)
    {
        var parsed = KubernetesJson.Deserialize<SeldonDeploymentSpec>(spec.Replace("PREDICTOR", Good));

        var errors = SeldonValidator.Validate(parsed).Select(error => $"{error.Field}={error.Value}: {error.Message}");

        Assert.Equal(expected, string.Join('|', errors));
    }

    [Theory]
    [InlineData("{}", "spec.predictors: Required value")]
    [InlineData("""{"predictors":[{}]}""", "spec.predictors[0].name: Required value|spec.predictors[0].graph: Required value")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"m","parameters":[{"name":"ratioA","value":"0.5"}]}}]}""", "spec.predictors[0].graph.parameters[0].type: Required value: one of INT, FLOAT, DOUBLE, STRING, BOOL")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"m","parameters":[{"name":"ratioA","value":0.5,"type":"FLOAT"}]}}]}""", "spec.predictors[0].graph.parameters[0].value: Invalid value: \"number\": spec.predictors[0].graph.parameters[0].value in body must be of type string: \"number\"")]
    [InlineData("""{"predictors":[{"name":"p","graph":{"name":"m","children":{}},"componentSpecs":[{"spec":{}}]}]}""", "spec.predictors[0].graph.children: Invalid value: \"object\": spec.predictors[0].graph.children in body must be of type array: \"object\"|spec.predictors[0].componentSpecs[0].spec.containers: Required value")]
    public void Check_FieldsTheSchemaRequires_AreNamed(string spec, string expected)
    {
        var errors = SeldonSchema.Check(new JsonObject { ["spec"] = JsonNode.Parse(spec) });

        Assert.Equal(expected, string.Join('|', errors.Select(error => $"{error.Field}: {error.Detail}")));
    }
}
