using System.Globalization;

namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>What Linux tells of its processes, summed up by sessions: a container is one.</summary>
internal static class SessionTable
{
    /// <summary>The unit of times in <c>/proc</c>, on every architecture that .NET runs on.</summary>
    private const long TicksPerSecond = 100;

    private const string Root = "/proc";

    /// <summary>Reads the table; it is empty where there is none.</summary>
    public static IReadOnlyDictionary<int, ProcessUse> Read()
    {
        var sessions = new Dictionary<int, ProcessUse>();
        foreach (var folder in OperatingSystem.IsLinux() ? Directory.EnumerateDirectories(Root) : [])
        {
            if (char.IsAsciiDigit(folder[Root.Length + 1]) && TryParse(Stat(folder), out var session, out var use))
            {
                sessions[session] = sessions.GetValueOrDefault(session) + use;
            }
        }

        return sessions;
    }

    /// <remarks>
    /// <c>stat = pid " (" name ") " state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime … vsize rss …</c>:
    /// a process has the times of those of its children that have ended, too. The name may hold anything.
    /// </remarks>
    public static bool TryParse(string stat, out int session, out ProcessUse use)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (session, use) = (0, default);
        if (fields.Length < 22 || !int.TryParse(fields[3], CultureInfo.InvariantCulture, out session))
        {
            return false;
        }

        var ticks = fields[11..15].Sum(Number);
        use = new ProcessUse(TimeSpan.FromTicks(ticks * (TimeSpan.TicksPerSecond / TicksPerSecond)), Number(fields[21]) * Environment.SystemPageSize);
        return true;
    }

    private static long Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Stat(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has just ended
        }
    }
}
