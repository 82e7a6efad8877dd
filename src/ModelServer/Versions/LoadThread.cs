using System.Runtime.InteropServices;

namespace ModelServing.ModelServer.Versions;

/// <summary>A thread for one load: loading computes for long, and must neither block the pool's threads nor take the processors from requests.</summary>
internal static partial class LoadThread
{
    private const int Nice = 10;

    /// <summary>Runs the work on a thread of its own, behind everything else where <paramref name="lowPriority"/> is set.</summary>
    public static Task<T> RunAsync<T>(Func<T> work, bool lowPriority) => Task.Factory.StartNew(
        () => lowPriority ? RunBehind(work) : work(),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>
    /// The waiting thread completes the task: on Linux a thread's priority passes on to the threads it creates, and completing a task may create some.
    /// </summary>
    private static T RunBehind<T>(Func<T> work)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            LowerPriority();
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })
        {
            IsBackground = true,
            Name = "model load",
        };
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw failure; // the work gave it
    }

    private static void LowerPriority()
    {
        if (OperatingSystem.IsLinux())
        {
            // .NET's thread priorities do nothing on Linux; there, a process id of 0 means the calling thread.
            _ = SetPriority(0, 0, Nice);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
