using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ModelServing.ServiceDefaults;

/// <summary>Gives a request's span a name that a person can find among others.</summary>
public static class RequestSpanExtensions
{
    /// <summary>Names the span after the method and what it is about; costs nothing when the request is not traced.</summary>
    /// <param name="context">The request.</param>
    /// <param name="subject">What it asks for: few different values, so no query and no identifiers.</param>
    public static void NameSpan(this HttpContext context, string subject)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
        {
            span.DisplayName = $"{context.Request.Method} {subject}";
        }
    }
}
