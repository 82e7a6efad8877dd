namespace ModelServing.BenchmarkWorker.Load;

/// <summary>
/// Lets the thread that learns of an answer read it, instead of waking another for it: a sixth more requests a second on two processors that
/// the server shares. It is for a process that only sends, because whatever blocks such a thread blocks every connection.
/// </summary>
internal static class InlineCompletions
{
    private const string Setting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Turns it on, unless the user has decided; to be called before the first socket is opened.</summary>
    public static void Enable()
    {
        if (Environment.GetEnvironmentVariable(Setting) is null)
        {
            Environment.SetEnvironmentVariable(Setting, "1");
        }
    }
}
