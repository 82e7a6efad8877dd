using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>Reads the body of <c>POST /runs</c>, and says what is wrong with it in its own words: by the names of its members, and by line and column where it is no JSON.</summary>
internal static class RunRequestBody
{
    private const int Deepest = 8;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Deepest };
    private static readonly Dictionary<string, RunOption> Options = RunOption.All.ToDictionary(option => option.Member);

    /// <summary>Reads what can be read; no body at all asks for the configured run.</summary>
    public static (RunRequest Request, IReadOnlyList<RunProblem> Problems) Read(ReadOnlyMemory<byte> body)
    {
        RunRequest request = new();
        if (!Utf8.IsValid(body.Span))
        {
            return (request, [new("", $"the body is not UTF-8")]);
        }

        if (body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return (request, []);
        }

        try
        {
            using var document = JsonDocument.Parse(body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (request, [.. document.RootElement.EnumerateObject().GroupBy(member => member.Name).Select(said => Take(request, said.Last(), said.Count())).OfType<RunProblem>()])
                : (request, [new("", $"the body must be an object, for example {{\"tensorflow_url\": \"http://127.0.0.1:8501\"}}")]);
        }
        catch (JsonException exception)
        {
            return (request, [Broken(exception, body.Span)]);
        }
        catch (InvalidOperationException)
        {
            // The one thing that a document of valid UTF-8 can hold and no string can.
            return (request, [new("", $"the body has a string with half of a surrogate pair")]);
        }
    }

    private static RunProblem? Take(RunRequest request, JsonProperty member, int times)
    {
        if (Options.TryGetValue(member.Name, out var option))
        {
            return option.Take(request, member.Value) ?? (times > 1 ? new(option, $"{option} is said {times} times") : null);
        }

        return NearestName.Of(member.Name, Options.Keys) is { } near
            ? new(member.Name, $"{member.Name} is not a member of a run: do you mean {near}?")
            : new(member.Name, $"{member.Name} is not a member of a run; /openapi/v1.json describes them");
    }

    /// <summary>What the reader says, less its own way of saying where.</summary>
    private static RunProblem Broken(JsonException exception, ReadOnlySpan<byte> body)
    {
        var (line, bytes) = ((int)(exception.LineNumber ?? 0), (int)(exception.BytePositionInLine ?? 0));
        for (var skipped = 0; skipped < line; skipped++)
        {
            body = body[(body.IndexOf((byte)'\n') + 1)..];
        }

        var column = Encoding.UTF8.GetCharCount(body[..Math.Min(bytes, body.Length)]) + 1;
        var message = string.Join(' ', exception.Message.Split(" LineNumber:", 2)[0].Replace(" Change the reader options.", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return new("", $"the body is not JSON, at line {line + 1}, column {column}: {message}");
    }
}
