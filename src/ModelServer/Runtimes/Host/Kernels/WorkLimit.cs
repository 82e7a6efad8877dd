namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>How much one run may ask for of a kernel whose work grows faster than its inputs: a minute's, about.</summary>
internal static class WorkLimit
{
    private const long Most = 1L << 34;

    public static long Add(long work, long more) => work + more <= Most
        ? work + more
        : throw Shapes.Invalid($"The inputs ask for more than {Most} comparisons");
}
