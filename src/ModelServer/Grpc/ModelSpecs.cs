using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Grpc;

/// <summary>Reads which servable a message is for.</summary>
internal static class ModelSpecs
{
    public static bool TryRead([NotNullWhen(true)] ModelSpec? spec, out ServableRequest request, [NotNullWhen(false)] out ServingError? error)
    {
        request = default;
        error = spec is null ? ServingError.Invalid("Missing ModelSpec") : spec.Name.Length == 0 ? ServingError.Invalid("ModelSpec has no name specified.") : null;
        if (spec is null || error is not null)
        {
            error ??= ServingError.Invalid("Missing ModelSpec");
            return false;
        }

        var label = spec.VersionChoiceCase == ModelSpec.VersionChoiceOneofCase.VersionLabel ? spec.VersionLabel : null;
        request = new ServableRequest(spec.Name, spec.Version, label);
        return true;
    }
}
