using System.Text;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What a container says last: in the file that it is given for that or, where it wants so and fails without a word, by the end of its log.</summary>
internal sealed class TerminationMessage(V1Container container, string podFolder)
{
    private const string UsualPath = "/dev/termination-log";
    private const string FallBackToLog = "FallbackToLogsOnError";
    private const int LongestMessage = 4096;
    private const int LongestLog = 2048;
    private const int MostLines = 80;

    private readonly string _file = Path.GetFullPath(Path.Combine(podFolder, "containers", container.Name, "termination-log"));

    /// <summary>Puts an empty file in the place where the container writes.</summary>
    public void Mount(PathMap paths)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file) ?? podFolder);
        File.WriteAllBytes(_file, []);
        paths.Mount(container.TerminationMessagePath is { Length: > 0 } path ? path : UsualPath, _file);
    }

    /// <summary>Gives what a container that has ended has said, after what is known of its end.</summary>
    public string? Read(int exitCode, string known, ContainerLog log)
    {
        var said = File.Exists(_file) ? Last(File.ReadAllBytes(_file), LongestMessage) : "";
        if (said.Length == 0 && known.Length == 0 && exitCode != 0 && container.TerminationMessagePolicy == FallBackToLog)
        {
            said = Last(Encoding.UTF8.GetBytes(string.Concat(log.Last(MostLines).Select(line => line.Text + "\n"))), LongestLog);
        }

        return (known, said) switch
        {
            ("", "") => null,
            (_, "") => known,
            ("", _) => said,
            _ => $"{known}: {said}",
        };
    }

    private static string Last(byte[] text, int length) => Encoding.UTF8.GetString(text.AsSpan(Math.Max(0, text.Length - length)));
}
