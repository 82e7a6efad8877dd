using System.Diagnostics.CodeAnalysis;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Why no runtime serves a model: the reason in <c>status.modelStatus.lastFailureInfo</c>, and the sentence.</summary>
internal sealed record RuntimeRefusal(string Reason, string Message);

/// <summary>Finds the runtime that serves a model.</summary>
internal static class RuntimeSelection
{
    private static readonly string[] ProtocolOrder = ["v1", "v2", "grpc-v1", "grpc-v2"];

    public static bool TrySelect(
        PredictorModel model,
        IReadOnlyList<ServingRuntime> runtimes,
        [NotNullWhen(true)] out ServingRuntime? runtime,
        [NotNullWhen(false)] out RuntimeRefusal? refusal)
    {
        var format = model.ModelFormat ?? new ModelFormat();
        var protocol = model.ProtocolVersion ?? "v1";
        runtime = null;
        refusal = model.Runtime is { Length: > 0 } name
            ? Explicit(name, format, protocol, runtimes, out runtime)
            : Automatic(format, protocol, runtimes, out runtime);
        return runtime is not null;
    }

    /// <summary>The runtimes that would serve a format by themselves, the best first.</summary>
    public static IEnumerable<ServingRuntime> Candidates(string format, string? version, string protocol, IEnumerable<ServingRuntime> runtimes) => runtimes
        .Where(runtime => !runtime.MultiNode && runtime.Speaks(protocol) && runtime.Serves(format, version, automatically: true))
        .OrderBy(runtime => runtime.Protocols.Select(known => Array.IndexOf(ProtocolOrder, known)).DefaultIfEmpty(0).Min())
        .ThenBy(runtime => runtime.Name, StringComparer.Ordinal)
        .OrderByDescending(runtime => runtime.Format(format, version, automatically: true)?.Priority ?? int.MinValue);

    private static RuntimeRefusal? Explicit(
        string name,
        ModelFormat format,
        string protocol,
        IReadOnlyList<ServingRuntime> runtimes,
        out ServingRuntime? runtime)
    {
        runtime = runtimes.FirstOrDefault(candidate => candidate.Name == name);
        if (runtime is null)
        {
            return new RuntimeRefusal("RuntimeNotRecognized", "Waiting for runtime to become available");
        }

        var message = !runtime.Speaks(protocol) ? $"Specified runtime does not support specified protocol version {protocol}"
            : !runtime.Serves(format.Name, format.Version, automatically: false) ? "Specified runtime does not support specified framework/version"
            : null;
        if (message is null)
        {
            return null;
        }

        runtime = null;
        return new RuntimeRefusal("NoSupportingRuntime", message);
    }

    private static RuntimeRefusal? Automatic(ModelFormat format, string protocol, IReadOnlyList<ServingRuntime> runtimes, out ServingRuntime? runtime)
    {
        runtime = Candidates(format.Name, format.Version, protocol, runtimes).FirstOrDefault();
        return runtime is null
            ? new RuntimeRefusal("NoSupportingRuntime", $"No runtime found to support specified framework/version{Hint(format, protocol, runtimes)}")
            : null;
    }

    private static string Hint(ModelFormat format, string protocol, IReadOnlyList<ServingRuntime> runtimes)
    {
        var others = ProtocolOrder.Where(other => other != protocol && Candidates(format.Name, format.Version, other, runtimes).Any()).ToList();
        if (others.Count > 0)
        {
            return $": format \"{format.Name}\" is served with protocolVersion {string.Join(" or ", others)}, not {protocol}";
        }

        var known = runtimes.SelectMany(runtime => runtime.Formats).Select(other => other.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        return known.Contains(format.Name)
            ? $": version \"{format.Version}\" of format \"{format.Name}\" is unknown"
            : $": format \"{format.Name}\" is none of {string.Join(", ", known)}";
    }
}
