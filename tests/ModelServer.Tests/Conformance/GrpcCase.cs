namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>One call over gRPC, as the case files write it: messages are in the JSON form of protocol buffers.</summary>
/// <remarks>
/// <c>case = "--- " title, method, request, "=> " status, response | message</c>; a message that ends in <c>…</c> is only its beginning.
/// <c>a*1100</c> in the request and message stands for so many letters.
/// </remarks>
internal sealed record GrpcCase(string Title, string Method, string Request, string Status, string Answer)
{
    public static IEnumerable<GrpcCase> Read(string path, string model) => File.ReadAllText(path)
        .Replace("{model}", model, StringComparison.Ordinal)
        .Replace("a*1100", new string('a', 1100), StringComparison.Ordinal)
        .Replace("a*1001", new string('a', 1001), StringComparison.Ordinal)
        .Split("\n--- ").Skip(1).Select(Parse);

    private static GrpcCase Parse(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var arrow = Array.FindIndex(lines, line => line.StartsWith("=> ", StringComparison.Ordinal));
        return new GrpcCase(lines[0], lines[1], string.Join('\n', lines[2..arrow]), lines[arrow][3..], string.Join('\n', lines[(arrow + 1)..]));
    }
}
