using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Yaml;

namespace ModelServing.ControlPlane.Manifests;

/// <summary>Reads the documents of every YAML file below a folder, namespaces first, otherwise by file name.</summary>
internal static class ManifestFolder
{
    private const long MaxFileBytes = 10 * 1024 * 1024;

    public static IReadOnlyList<(string File, JsonObject? Document, string? Error)> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [(folder, null, "the folder does not exist: set ModelServing:Manifests")];
        }

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml").Order(StringComparer.Ordinal);
        return [.. files.SelectMany(file => ReadFile(folder, file)).OrderBy(entry => entry.Document?["kind"]?.ToString() != "Namespace")];
    }

    private static IEnumerable<(string File, JsonObject? Document, string? Error)> ReadFile(string folder, string path)
    {
        var file = Path.GetRelativePath(folder, path);
        if (new FileInfo(path).Length > MaxFileBytes)
        {
            return [(file, null, $"the file is larger than {MaxFileBytes} bytes")];
        }

        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [(file, null, e.Message)];
        }

        return YamlDocuments.TryRead(text, out var documents, out var error)
            ? documents.SelectMany(Items).Select(document => (file, document as JsonObject, document is JsonObject ? null : "a document is not an object"))
            : [(file, null, error)];
    }

    /// <summary>A <c>kind: List</c> stands for its items.</summary>
    private static IEnumerable<JsonNode?> Items(JsonNode document) =>
        document is JsonObject list && list["kind"]?.ToString() == "List" && list["items"] is JsonArray items ? items : [document];
}
