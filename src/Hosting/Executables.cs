namespace ModelServing.Hosting;

internal static class Executables
{
    /// <summary>Returns the full path of a program on the PATH.</summary>
    public static string? Find(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => OperatingSystem.IsWindows() ? [Path.Combine(folder, name + ".exe")] : (string[])[Path.Combine(folder, name)])
            .FirstOrDefault(File.Exists);
}
