using System.Globalization;
using System.Text;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>One exchange over HTTP, as the case files write it.</summary>
/// <remarks>
/// <c>case = "--- " title, method " " target, *( "> " header ), *( body line ), "=> " status [ " error" | " error…" ], *( answer line )</c>.
/// <c>«0A»</c> stands for bytes by their hexadecimal digits. After <c>error</c> the answer is the text inside the error body, as JSON
/// escapes it; after <c>error…</c> only its beginning.
/// </remarks>
internal sealed record WireCase(string Title, string Method, string Target, IReadOnlyList<string> Headers, string Body, int Status, string Mode, string Answer)
{
    private const string ErrorStart = "{\n    \"error\": \"";

    public byte[] BodyBytes => Bytes(Body);

    /// <summary>Gets the bytes that must come back, or those they must begin with.</summary>
    public byte[] Expected => Bytes(Mode switch
    {
        "error" => $"{ErrorStart}{Answer}\"\n}}",
        "error…" => ErrorStart + Answer,
        _ => Answer,
    });

    public bool IsPrefix => Mode == "error…";

    /// <summary>Reads a file; <paramref name="model"/> takes the place of <c>{model}</c>.</summary>
    public static IEnumerable<WireCase> Read(string path, string model) =>
        File.ReadAllText(path).Replace("{model}", model, StringComparison.Ordinal).Split("\n--- ").Skip(1).Select(Parse);

    private static WireCase Parse(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var start = lines[1].Split(' ', 2);
        var arrow = Array.FindIndex(lines, line => line.StartsWith("=> ", StringComparison.Ordinal));
        var headers = lines[2..arrow].TakeWhile(line => line.StartsWith("> ", StringComparison.Ordinal)).Select(line => line[2..]).ToList();
        var result = lines[arrow].Split(' ');
        return new WireCase(
            lines[0],
            start[0],
            start[1],
            headers,
            string.Join('\n', lines[(2 + headers.Count)..arrow]),
            int.Parse(result[1], CultureInfo.InvariantCulture),
            result.Length > 2 ? result[2] : "",
            string.Join('\n', lines[(arrow + 1)..]));
    }

    private static byte[] Bytes(string text)
    {
        List<byte> bytes = [];
        foreach (var (index, part) in text.Split('«', '»').Index())
        {
            bytes.AddRange(index % 2 == 0 ? Encoding.UTF8.GetBytes(part) : Convert.FromHexString(part));
        }

        return [.. bytes];
    }
}
