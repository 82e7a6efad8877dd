using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Hosting;

/// <summary>Counts loads, the time they take, and the runs of what was loaded.</summary>
internal sealed class MeasuredLoader(IModelLoader inner, ServerMetrics metrics) : IModelLoader
{
    public bool TryLoad(ServableId id, string folder, [NotNullWhen(true)] out IModel? model, [NotNullWhen(false)] out ServingError? error)
    {
        var started = Stopwatch.GetTimestamp();
        if (!inner.TryLoad(id, folder, out model, out error))
        {
            metrics.Load(folder, succeeded: false, Stopwatch.GetElapsedTime(started));
            return false;
        }

        metrics.Load(folder, succeeded: true, Stopwatch.GetElapsedTime(started));
        var uuid = Path.Combine(folder, "assets.extra", "mlmd_uuid");
        if (File.Exists(uuid))
        {
            metrics.Lineage(id, File.ReadAllText(uuid).Trim());
        }

        model = new MeasuredModel(model, metrics);
        return true;
    }
}
