using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Warmup;

/// <summary>Warms versions up while they load, so before they serve, and on the loading thread.</summary>
internal sealed class WarmupLoader(IModelLoader inner, WarmupOptions options, WarmupMetrics metrics, TimeProvider timeProvider, ILogger<WarmupLoader> logger)
    : IModelLoader
{
    public bool TryLoad(ServableId id, string folder, [NotNullWhen(true)] out IModel? model, [NotNullWhen(false)] out ServingError? error)
    {
        if (!inner.TryLoad(id, folder, out model, out error))
        {
            return false;
        }

        var path = WarmupFile.PathIn(folder);
        if (!File.Exists(path))
        {
            SyntheticWarmup.Run(id, model, logger);
            return true;
        }

        error = Run(id, folder, path, model);
        if (error is null)
        {
            return true;
        }

        model.Dispose();
        model = null;
        return false;
    }

    private ServingError? Run(ServableId id, string folder, string path, IModel model)
    {
        var started = timeProvider.GetTimestamp();
        ServingError? error;
        var records = 0;
        try
        {
            error = WarmupFile.Run(path, model, options, out records);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = new ServingError(ErrorCode.NotFound, $"Could not read the warm-up requests at {path}: {exception.Message}");
        }
        catch (Exception exception)
        {
            error = new ServingError(ErrorCode.Internal, exception.Message);
        }

        var elapsed = timeProvider.GetElapsedTime(started);
        metrics.Record(folder, error?.Code ?? ErrorCode.Ok, records, elapsed);
        if (error is null)
        {
            logger.WarmedUp(id, records, elapsed.TotalMilliseconds);
        }

        return error;
    }
}
