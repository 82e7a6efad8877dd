using k8s.Models;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>The words of <c>apiextensions.k8s.io</c>.</summary>
internal static class DefinitionNames
{
    public const string Resource = "customresourcedefinitions.apiextensions.k8s.io";
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";
    public const string ApprovalAnnotation = "api-approved.kubernetes.io";

    public static ResourceDefinition Definitions { get; } = ResourceCatalog.Of<V1CustomResourceDefinition>();
}
