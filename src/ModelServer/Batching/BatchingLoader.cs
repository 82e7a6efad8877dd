using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.TextFormat;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Batching;

/// <summary>Puts queues in front of the models that are loaded.</summary>
internal sealed class BatchingLoader(IModelLoader inner, BatchingSettings settings, BatchScheduler scheduler, BatchingMetrics metrics, TimeProvider timeProvider)
    : IModelLoader
{
    /// <summary>The file in a version folder that has the version's own parameters.</summary>
    public const string FileName = "batching_params.pbtxt";

    public bool TryLoad(ServableId id, string folder, [NotNullWhen(true)] out IModel? model, [NotNullWhen(false)] out ServingError? error)
    {
        model = null;
        BatchingOptions? options = null;
        if (!TryReadParameters(folder, out var parameters, out error)
            || (parameters is not null && !BatchingOptionsReader.TryRead(parameters, out options, out error))
            || !inner.TryLoad(id, folder, out model, out error))
        {
            error ??= new ServingError(ErrorCode.Internal, $"Servable {id} could not be loaded.");
            return false;
        }

        model = options is null ? model : new BatchedModel(model, options, scheduler, metrics, timeProvider);
        return true;
    }

    private bool TryReadParameters(string folder, out BatchingParameters? parameters, [NotNullWhen(false)] out ServingError? error)
    {
        error = null;
        parameters = settings.Parameters;
        if (!settings.PerModel)
        {
            return true;
        }

        parameters = null;
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return true;
        }

        if (TextFormatParser.TryParse(File.ReadAllText(path), out parameters, out var problem))
        {
            return true;
        }

        error = ServingError.Invalid($"Can't parse {path} as text proto: {problem}");
        return false;
    }
}
