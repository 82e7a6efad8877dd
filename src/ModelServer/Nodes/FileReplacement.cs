namespace ModelServing.ModelServer.Nodes;

/// <summary>Replaces files whole, and only when their content differs, so that who watches them sees no half-written state.</summary>
internal static class FileReplacement
{
    public static void Write(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }
}
