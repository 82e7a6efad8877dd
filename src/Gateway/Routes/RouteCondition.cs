namespace ModelServing.Gateway.Routes;

/// <summary>One entry of <c>http[].match</c>: everything in it must hold.</summary>
internal sealed record RouteCondition(StringCondition? Uri, StringCondition? Method, HeaderCondition[] Headers)
{
    public static RouteCondition Always { get; } = new(null, null, []);

    public bool Matches(HttpRequest request, string path)
    {
        if ((Uri is not null && !Uri.Matches(path)) || (Method is not null && !Method.Matches(request.Method)))
        {
            return false;
        }

        foreach (var header in Headers)
        {
            if (!header.Matches(request.Headers))
            {
                return false;
            }
        }

        return true;
    }
}
