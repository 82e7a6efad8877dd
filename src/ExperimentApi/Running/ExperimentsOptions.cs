using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ModelServing.ExperimentApi.Running;

internal sealed class ExperimentsOptions
{
    public const string Section = "ModelServing:Experiments";

    /// <summary>How often each experiment is looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a window of the gateway's counters is; several scrapes long, so that none is empty.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class ExperimentsOptionsValidator : IValidateOptions<ExperimentsOptions>;
