using System.Diagnostics.CodeAnalysis;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>A header that every request carries besides its own.</summary>
/// <remarks><c>name ":" value</c>, as <c>curl -H</c> takes it.</remarks>
internal sealed record HeaderField(string Name, string Value)
{
    private const string NameCharacters = "-_."; // of those HTTP allows, the ones gRPC does, too

    public static bool TryParse(string text, [NotNullWhen(true)] out HeaderField? header)
    {
        var colon = text.IndexOf(':');
        var (name, value) = colon > 0 ? (text[..colon].Trim(), text[(colon + 1)..].Trim()) : ("", "");
        var isName = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || NameCharacters.Contains(c));
        header = isName && value.All(c => c is '\t' || !char.IsControl(c)) ? new(name, value) : null;
        return header is not null;
    }
}
