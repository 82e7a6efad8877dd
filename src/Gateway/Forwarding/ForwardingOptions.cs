using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ModelServing.Gateway.Forwarding;

internal sealed class ForwardingOptions
{
    public const string Section = "ModelServing:Gateway";

    /// <summary>Bodies up to this size can be sent again to another replica; larger ones stream once.</summary>
    [Range(0, 64 << 20)]
    public int RetryBodyBytes { get; set; } = 1 << 20;

    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long an endpoint that refused or dropped a connection is a last resort.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan SuspendFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest silence of a backend.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromSeconds(300);
}

[OptionsValidator]
internal sealed partial class ForwardingOptionsValidator : IValidateOptions<ForwardingOptions>;
