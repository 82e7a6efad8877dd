using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Workloads;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public sealed class DeploymentRulesTests
{
    [Theory]
    [InlineData("""{"template":{"spec":{"restartPolicy":"Always"}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":0,"maxUnavailable":1}}}""", null)]
    [InlineData("""{"template":{"spec":{"restartPolicy":"Never"}}}""", "spec.template.spec.restartPolicy")]
    [InlineData("""{"template":{"spec":{"activeDeadlineSeconds":3}}}""", "spec.template.spec.activeDeadlineSeconds")]
    [InlineData("""{"strategy":{"type":"BlueGreen"}}""", "spec.strategy.type")]
    [InlineData("""{"strategy":{"type":"Recreate"}}""", null)]
    [InlineData("""{"strategy":{"type":"Recreate","rollingUpdate":{"maxSurge":1}}}""", "spec.strategy.rollingUpdate")]
    [InlineData("""{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"0%","maxUnavailable":0}}}""", "spec.strategy.rollingUpdate.maxUnavailable")]
    [InlineData("""{"progressDeadlineSeconds":600,"minReadySeconds":600}""", "spec.progressDeadlineSeconds")]
    public void Admit_Deployment_NamesTheFieldThatIsWrong(string spec, string? field)
    {
        ResourceCatalog.TryFind("apps/v1", "Deployment", out var resource);
        var deployment = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "web" }, ["spec"] = JsonNode.Parse(spec) };

        var refusal = new DeploymentRules().Admit(new AdmissionRequest(AdmissionOperation.Create, resource!, deployment, null, null)); // it is built in

        Assert.Equal(field, refusal?.Details.Causes.Single().Field);
    }
}
