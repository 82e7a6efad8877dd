using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Hosting;

/// <summary>Counts loads and the time they take.</summary>
internal sealed class MeasuredLoader(IModelLoader inner, ServerMetrics metrics) : IModelLoader
{
    public bool TryLoad(ServableId id, string folder, [NotNullWhen(true)] out IModel? model, [NotNullWhen(false)] out ServingError? error)
    {
        var started = Stopwatch.GetTimestamp();
        var loaded = inner.TryLoad(id, folder, out model, out error);
        metrics.Load(folder, loaded, Stopwatch.GetElapsedTime(started));
        return loaded;
    }
}
