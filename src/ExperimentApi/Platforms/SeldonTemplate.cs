using ModelServing.ExperimentApi.Definitions;
using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ExperimentApi.Platforms;

/// <summary>A complete SeldonDeployment for an experiment that brings its own models.</summary>
internal static class SeldonTemplate
{
    /// <summary>Both nodes have one name: the model name in a URL reaches either of them.</summary>
    private const string NodeName = "classifier";

    public static SeldonDeployment Create(ExperimentDefinition definition) => new()
    {
        Metadata = new() { Name = definition.Target, NamespaceProperty = definition.Namespace },
        Spec = new()
        {
            Protocol = definition.Control.Implementation == "TENSORFLOW_SERVER" ? "tensorflow" : "v2",
            Predictors = [Predictor(definition.Control, 100), Predictor(definition.Treatment, 0)],
        },
    };

    private static SeldonPredictor Predictor(ArmDefinition arm, int traffic) => new()
    {
        Name = arm.Predictor,
        Replicas = 1,
        Traffic = traffic,
        Graph = new() { Name = NodeName, Implementation = arm.Implementation, ModelUri = arm.ModelUri, Children = [] },
    };
}
