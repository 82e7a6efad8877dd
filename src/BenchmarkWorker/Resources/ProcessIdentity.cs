using System.ComponentModel;
using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>A process, told from a later one that got the same number.</summary>
internal sealed record ProcessIdentity(int Id, DateTime StartedAt)
{
    /// <summary>The process that listens on a loopback port, if it may be looked at.</summary>
    public static ProcessIdentity? ListeningOn(int port)
    {
        if (ListeningProcess.Find(port) is not { } id)
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return new(id, process.StartTime);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
