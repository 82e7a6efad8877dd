namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Which states may follow which, and how that changes a score. The state after the last stands for what is before and after a sequence.</summary>
/// <param name="allowed">A square of states, row by row; empty if all may follow all.</param>
/// <param name="weights">A square of states, row by row; empty if scores stay as they are.</param>
internal sealed class StateTransitions(int states, bool[] allowed, float[] weights, bool usesLogs, bool hasEnds)
{
    private readonly int _width = hasEnds ? states + 1 : states;

    public int States => states;

    public int Outside => states;

    public bool UsesLogs => usesLogs;

    /// <summary>Gets a value indicating whether states may be barred from the beginning and the end, and weighed there.</summary>
    public bool HasEnds => hasEnds;

    public bool Allows(int from, int to) => allowed.Length == 0 || allowed[(from * _width) + to];

    public float Weigh(float score, int from, int to) => weights.Length == 0 ? score
        : usesLogs ? score + weights[(from * _width) + to]
        : score * weights[(from * _width) + to];

    /// <summary>Puts a score to that of the path before it.</summary>
    public float Join(float score, double before) => (float)(usesLogs ? score + before : score * before);
}
