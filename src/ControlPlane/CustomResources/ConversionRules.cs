using System.Text.Json;
using ModelServing.ControlPlane.Json;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>How objects get from one version of their kind to another.</summary>
internal static class ConversionRules
{
    private const string Webhook = "Webhook";

    /// <summary>Gives what a definition's owner must know of its conversion, or null.</summary>
    public static string? Warning(JsonElement spec) => spec.Text("conversion", "strategy") == Webhook && spec.Items("versions").Count() > 1
        ? "spec.conversion.webhook: webhooks are not called by the local cluster; objects keep their fields in every version, as with strategy None"
        : null;

    public static void Check(JsonElement spec, string path, List<FieldError> errors)
    {
        var strategy = spec.Text("conversion", "strategy");
        if (strategy is not ("None" or Webhook))
        {
            errors.Add(strategy.Length == 0 ? FieldError.Required($"{path}.strategy") : FieldError.NotSupported($"{path}.strategy", strategy, ["None", Webhook]));
        }

        var config = spec.At("conversion", "webhook", "clientConfig");
        var hasVersions = spec.Items("conversion", "webhook", "conversionReviewVersions").Any();
        if (strategy != Webhook)
        {
            Forbid(config is not null, $"{path}.webhookClientConfig", errors);
            Forbid(hasVersions, $"{path}.conversionReviewVersions", errors);
            return;
        }

        if (config is not { } client)
        {
            errors.Add(FieldError.Required($"{path}.webhookClientConfig", "required when strategy is set to Webhook"));
        }
        else if (client.At("url") is null == client.At("service") is null)
        {
            errors.Add(FieldError.Required($"{path}.webhookClientConfig", "exactly one of url or service is required"));
        }

        if (!hasVersions)
        {
            errors.Add(FieldError.Required($"{path}.conversionReviewVersions"));
        }
    }

    private static void Forbid(bool isSet, string field, List<FieldError> errors)
    {
        if (isSet)
        {
            errors.Add(FieldError.Forbidden(field, "should not be set when strategy is not set to Webhook"));
        }
    }
}
