using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Tests.Servables;

/// <summary>Loads whatever the test says for a version; each call is recorded.</summary>
internal sealed class FunctionLoader(Func<ServableId, IModel?> load) : IModelLoader
{
    private readonly List<ServableId> _calls = [];

    public IReadOnlyList<ServableId> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public bool TryLoad(ServableId id, string folder, [NotNullWhen(true)] out IModel? model, [NotNullWhen(false)] out ServingError? error)
    {
        lock (_calls)
        {
            _calls.Add(id);
        }

        model = load(id);
        error = model is null ? new ServingError(ErrorCode.NotFound, $"no graph in {Path.GetFileName(folder)}") : null;
        return model is not null;
    }
}
