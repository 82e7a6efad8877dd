using System.Buffers.Text;
using System.Globalization;
using System.Text;
using k8s.Models;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Which part of a list a client asked for; the token names the last object it has.</summary>
internal sealed record ListRange(int? Limit, StoreKey? After, V1Status? Refusal)
{
    public static ListRange Read(ApiRequest request)
    {
        int? limit = int.TryParse(request.Query("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
        if (request.Query("continue") is not { Length: > 0 } token)
        {
            return new(limit, null, null);
        }

        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('/');
            return parts is [var ns, var name] ? new(limit, new StoreKey("", ns, name), null) : new(limit, null, BadToken());
        }
        catch (FormatException)
        {
            return new(limit, null, BadToken());
        }
    }

    public ListPage Cut(IEnumerable<StoredObject> items)
    {
        List<StoredObject> all = [.. After is { } last ? items.Where(item => item.Key.CompareTo(last) > 0) : items];
        if (Limit is not { } limit || all.Count <= limit)
        {
            return new ListPage(all, null, 0);
        }

        var end = all[limit - 1].Key;
        return new ListPage(all[..limit], Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{end.Namespace}/{end.Name}")), all.Count - limit);
    }

    private static V1Status BadToken() => Refusals.BadRequest("continue key is not valid");
}
