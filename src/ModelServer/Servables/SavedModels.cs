using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Servables;

/// <summary>Loads SavedModels.</summary>
internal sealed class SavedModels(SavedModelLoader loader, LoadOptions options) : IModelLoader
{
    public bool TryLoad(ServableId id, string folder, [NotNullWhen(true)] out IModel? model, [NotNullWhen(false)] out ServingError? error)
    {
        if (loader.TryLoad(folder, options, out var savedModel, out var refusal))
        {
            model = new SavedModelServable(savedModel);
            error = null;
            return true;
        }

        model = null;
        error = new ServingError(refusal.Code, refusal.Message);
        return false;
    }
}
