using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>The pods behind a target, by what its URL or its Host header says.</summary>
/// <param name="Namespace">Their namespace.</param>
/// <param name="Name">The inference service or Seldon deployment.</param>
/// <param name="Label">The label that carries its name.</param>
/// <remarks><c>/serving/NAMESPACE/NAME</c>, <c>/seldon/NAMESPACE/NAME</c>, or <c>Host: NAME.NAMESPACE.DOMAIN</c>.</remarks>
internal sealed record PodSelection(string Namespace, string Name, string Label)
{
    private const string KServeLabel = "serving.kserve.io/inferenceservice";
    private const string SeldonLabel = "seldon-deployment-id";

    /// <summary>Gets what asks an API for these pods.</summary>
    public string Query => $"labelSelector={Uri.EscapeDataString($"{Label}={Name}")}";

    public static PodSelection? Of(PreparedTarget target) => target.PredictUrl.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["serving", var ns, var name, ..] => new(ns, name, KServeLabel),
        ["seldon", var ns, var name, ..] => new(ns, name, SeldonLabel),
        _ => target.Target.Platform is Platform.KServe or Platform.Url ? FromHost(target.Host) : null,
    };

    private static PodSelection? FromHost(string? host) => host?.Split('.') is [var name, var ns, _, ..] ? new(ns, name, KServeLabel) : null;
}
