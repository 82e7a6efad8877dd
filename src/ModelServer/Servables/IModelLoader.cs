using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Servables;

/// <summary>Loads a version folder of a model; the format decides which loader.</summary>
internal interface IModelLoader
{
    bool TryLoad(ServableId id, string folder, [NotNullWhen(true)] out IModel? model, [NotNullWhen(false)] out ServingError? error);
}
