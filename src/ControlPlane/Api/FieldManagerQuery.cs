using System.Text;
using k8s.Models;
using ModelServing.ControlPlane.FieldManagement;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api;

/// <summary>Who a request says it comes from: its <c>fieldManager</c>, or its User-Agent up to the first slash.</summary>
internal static class FieldManagerQuery
{
    private const int MaxBytes = 128;
    private const string FieldManager = "fieldManager";
    private const string Unknown = "unknown";

    public static string Manager(HttpRequest request)
    {
        if (request.Query[FieldManager] is [{ Length: > 0 } given, ..])
        {
            return given;
        }

        var name = new StringBuilder();
        var bytes = 0;
        foreach (var rune in request.Headers.UserAgent.ToString().Split('/')[0].EnumerateRunes().Where(IsPrintable))
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                break;
            }

            name.Append(rune);
        }

        return name.Length == 0 ? Unknown : name.ToString();
    }

    /// <summary>Gives what is wrong with the query of a write, or null.</summary>
    public static V1Status? Check(HttpRequest request, bool isApply)
    {
        var causes = new List<V1StatusCause>();
        var given = request.Query[FieldManager].ToString();
        if (isApply && given.Length == 0)
        {
            causes.Add(Refusals.Required(FieldManager, "Required value: is required for apply patch"));
        }

        if (!isApply && HttpMethods.IsPatch(request.Method) && request.Query.ContainsKey("force"))
        {
            causes.Add(Refusals.Cause("force", "FieldValueForbidden", "Forbidden: may not be specified for non-apply patch"));
        }

        if (Encoding.UTF8.GetByteCount(given) > MaxBytes)
        {
            causes.Add(Refusals.Cause(FieldManager, "FieldValueTooLong", $"Too long: may not be more than {MaxBytes} bytes"));
        }

        if (!given.EnumerateRunes().All(IsPrintable))
        {
            causes.Add(Refusals.Cause(FieldManager, "FieldValueInvalid", $"Invalid value: \"{given}\": should only contain printable characters"));
        }

        return causes.Count == 0 ? null : ApplyRefusals.InvalidOptions(Options(request.Method), causes);
    }

    /// <summary>Anything but a clear no forces.</summary>
    public static bool Forces(HttpRequest request) =>
        request.Query.TryGetValue("force", out var values) && values.ToString().ToLowerInvariant() is not ("false" or "0");

    private static string Options(string method) => HttpMethods.IsPatch(method) ? "PatchOptions" : HttpMethods.IsPut(method) ? "UpdateOptions" : "CreateOptions";

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune));
}
