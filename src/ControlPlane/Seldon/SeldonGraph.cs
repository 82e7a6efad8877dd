using ModelServing.Kubernetes.Seldon;

namespace ModelServing.ControlPlane.Seldon;

/// <summary>Walks graphs.</summary>
internal static class SeldonGraph
{
    /// <summary>A node and all below it, with the field path each has in the manifest.</summary>
    public static IEnumerable<(string Path, PredictiveUnit Unit)> Walk(PredictiveUnit? unit, string path)
    {
        if (unit is null)
        {
            yield break;
        }

        yield return (path, unit);
        var index = 0;
        foreach (var child in unit.Children ?? [])
        {
            foreach (var below in Walk(child, $"{path}[{index}]"))
            {
                yield return below;
            }

            index++;
        }
    }

    public static IEnumerable<PredictiveUnit> Units(SeldonPredictor predictor) => Walk(predictor.Graph, string.Empty).Select(pair => pair.Unit);
}
