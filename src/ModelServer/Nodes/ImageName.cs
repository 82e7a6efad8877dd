using System.Text.RegularExpressions;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The part of an image reference that says what it is: no registry host, tag or digest.</summary>
/// <remarks><c>image = [ host "/" ] path [ ":" tag ] [ "@" digest ]</c>; a host has a dot or a colon, or is <c>localhost</c>.</remarks>
internal static partial class ImageName
{
    public static string Of(string image)
    {
        var name = image.Split('@')[0];
        var slash = name.IndexOf('/');
        if (slash > 0 && (name[..slash].AsSpan().ContainsAny('.', ':') || name[..slash] == "localhost"))
        {
            name = name[(slash + 1)..];
        }

        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    public static bool IsValid(string image) => Reference().IsMatch(image);

    [GeneratedRegex("^([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@[A-Za-z0-9]+:[0-9a-fA-F]{32,})?$")]
    private static partial Regex Reference();
}
