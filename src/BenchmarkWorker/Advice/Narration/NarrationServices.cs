using System.ClientModel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Chat;

namespace ModelServing.BenchmarkWorker.Advice.Narration;

internal static class NarrationServices
{
    /// <summary>Adds the narrator. It takes the chat client that is registered, or else the one that is configured, or else none.</summary>
    public static void AddNarration(this IServiceCollection services)
    {
        services.AddOptions<NarrationOptions>().BindConfiguration(NarrationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<NarrationOptions>, NarrationOptionsValidator>();
        services.AddSingleton(provider => new Narrator(
            provider.GetService<IChatClient>() ?? Configured(provider.GetRequiredService<IOptions<NarrationOptions>>().Value),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Narrator>>()));
    }

    /// <summary>Makes a narrator of what is configured where nothing is registered; the second value is the one line that says what is wrong with it.</summary>
    public static (Narrator? Narrator, string? Problem) Create(IConfiguration configuration)
    {
        try
        {
            var options = configuration.GetSection(NarrationOptions.Section).Get<NarrationOptions>() ?? new();
            var validity = new NarrationOptionsValidator().Validate(null, options);
            return validity.Failed ? (null, $"{NarrationOptions.Section}: {validity.FailureMessage}") : (new(Configured(options), TimeProvider.System, NullLogger<Narrator>.Instance), null);
        }
        catch (InvalidOperationException exception)
        {
            return (null, exception.Message);
        }
    }

    internal static IChatClient? Configured(NarrationOptions options) => options.Endpoint is { } endpoint
        ? new ChatClient(options.Model, new ApiKeyCredential(options.ApiKey is { Length: > 0 } key ? key : "none"), new OpenAIClientOptions { Endpoint = endpoint, NetworkTimeout = Narrator.Limit }).AsIChatClient()
        : null;
}
