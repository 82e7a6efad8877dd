namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Functions of URLs: absolute, or a path that begins with a slash.</summary>
internal static class CelUrls
{
    private static readonly Uri Anywhere = new("none://none");

    public static CelFunction[] Functions { get; } =
    [
        new("isURL", 1, values => values is [string text] ? Parse(text) is not null : CelError.NoOverload),
        new("url", 1, values => values is [string text] ? Parse(text) ?? (object)new CelError($"URL parse error during conversion from string: {text}") : CelError.NoOverload),
    ];

    public static CelFunction[] Methods { get; } =
    [
        Part("getScheme", url => url.Scheme),
        Part("getHost", url => url.IsDefaultPort ? url.Host : url.Authority),
        Part("getHostname", url => url.Host.Trim('[', ']')),
        Part("getPort", url => url.IsDefaultPort ? "" : url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("getEscapedPath", 0, values => values is [Uri url] ? Absolute(url).AbsolutePath is "/" && !url.OriginalString.EndsWith('/') ? "" : Absolute(url).AbsolutePath : CelError.NoOverload),
    ];

    private static CelFunction Part(string name, Func<Uri, string> part) => new(name, 0, values => values is [Uri url] ? url.IsAbsoluteUri ? part(url) : "" : CelError.NoOverload);

    private static Uri Absolute(Uri url) => url.IsAbsoluteUri ? url : new Uri(Anywhere, url);

    private static Uri? Parse(string text) =>
        text.StartsWith('/') ? new Uri(text, UriKind.Relative) : Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null;
}
