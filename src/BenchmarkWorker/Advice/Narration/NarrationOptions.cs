using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ModelServing.BenchmarkWorker.Advice.Narration;

/// <summary>A language model behind an API like OpenAI's, which many servers speak. Without an endpoint there is none.</summary>
internal sealed class NarrationOptions
{
    public const string Section = "ModelServing:Benchmark:Narration";

    /// <summary>Gets or sets the API's address, for example <c>http://127.0.0.1:11434/v1</c>.</summary>
    public Uri? Endpoint { get; set; }

    [Required]
    public string Model { get; set; } = "default";

    /// <summary>Gets or sets the key, where the API wants one; better set by the environment than by a file.</summary>
    public string? ApiKey { get; set; }
}

[OptionsValidator]
internal sealed partial class NarrationOptionsValidator : IValidateOptions<NarrationOptions>;
