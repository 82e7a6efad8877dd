using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ModelServing.ControlPlane.Admission;

/// <summary>How long pods that say nothing of it stay on a node that is lost. The names are those of the API server's flags.</summary>
/// <remarks>
/// Kubernetes' own default is 300 seconds. Here it is none: the local cluster moves the pods of a killed node elsewhere within ten
/// seconds, of which noticing the death takes up to five. Set 300 to rehearse what a real cluster does.
/// </remarks>
internal sealed class TolerationOptions
{
    public const string Section = "ModelServing";

    /// <summary>Gets or sets the seconds for <c>node.kubernetes.io/not-ready:NoExecute</c>.</summary>
    [Range(0, int.MaxValue)]
    public int DefaultNotReadyTolerationSeconds { get; set; }

    /// <summary>Gets or sets the seconds for <c>node.kubernetes.io/unreachable:NoExecute</c>.</summary>
    [Range(0, int.MaxValue)]
    public int DefaultUnreachableTolerationSeconds { get; set; }
}

[OptionsValidator]
internal sealed partial class TolerationOptionsValidator : IValidateOptions<TolerationOptions>;
