using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ModelServing.Autoscaler.Workloads;

internal sealed class AutoscalerOptions
{
    public const string Section = "ModelServing:Autoscaler";

    [Required]
    public Uri PrometheusUrl { get; set; } = new("http://127.0.0.1:9090/");

    /// <summary>How long one query may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The workloads to forecast; when none is configured, the sample deployment behind the gateway.</summary>
    [ValidateEnumeratedItems]
    public List<WorkloadOptions> Workloads { get; set; } = [];
}

[OptionsValidator]
internal sealed partial class AutoscalerOptionsValidator : IValidateOptions<AutoscalerOptions>;

/// <summary>What one item's attributes cannot say.</summary>
internal sealed class UniqueWorkloadsValidator : IValidateOptions<AutoscalerOptions>
{
    public ValidateOptionsResult Validate(string? name, AutoscalerOptions options)
    {
        string[] twice = [.. options.Workloads.GroupBy(workload => workload.Name).Where(group => group.Count() > 1).Select(group => group.Key)];
        return twice.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{AutoscalerOptions.Section}:Workloads: the name {twice[0]} is used more than once");
    }
}
