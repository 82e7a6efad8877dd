namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The states of one sequence, chosen by their scores at each step and by which may follow which.</summary>
/// <param name="scores">The score of each state, step by step.</param>
internal sealed class StatePath(StateTransitions transitions, ReadOnlyMemory<float> scores, int steps)
{
    /// <summary>Stands for a state where none can be.</summary>
    public const int Error = -1;

    private readonly int _states = transitions.States;

    /// <summary>Chooses the path whose scores together are best; of equals, the one with the last states. All are errors if there is none.</summary>
    public int[] Best()
    {
        var states = new int[steps];
        if (steps == 0)
        {
            return states;
        }

        var sources = new int[steps][];
        (sources[0], var before) = First();
        for (var step = 1; step < steps; step++)
        {
            (sources[step], before) = Next(step, sources[step - 1], before);
        }

        var last = Last(sources[^1], before);
        for (var step = steps - 1; step >= 0; step--)
        {
            states[step] = last;
            last = last == Error ? Error : sources[step][last];
        }

        return states;
    }

    /// <summary>Chooses each state by itself, after the one before it; errors follow an error.</summary>
    public int[] Greedy()
    {
        var states = new int[steps];
        var before = transitions.Outside;
        for (var step = 0; step < steps; step++)
        {
            before = before == Error ? Error : Step(step, before);
            states[step] = before;
        }

        return states;
    }

    private float Score(int step, int state) => scores.Span[(step * _states) + state];

    private int Step(int step, int before)
    {
        var (best, most) = (Error, float.MinValue);
        var isLast = transitions.HasEnds && step == steps - 1;
        var isFree = !transitions.HasEnds && step == 0;
        for (var state = 0; state < _states; state++)
        {
            if (!isFree && (!transitions.Allows(before, state) || (isLast && !transitions.Allows(state, transitions.Outside))))
            {
                continue;
            }

            var score = isFree ? Score(step, state) : transitions.Weigh(Score(step, state), before, state);
            score = isLast ? transitions.Weigh(score, state, transitions.Outside) : score;
            (best, most) = score >= most ? (state, score) : (best, most);
        }

        return best;
    }

    private (int[] Sources, double[] Scores) First()
    {
        var (sources, found) = Nothing();
        for (var state = 0; state < _states; state++)
        {
            if (!transitions.HasEnds || transitions.Allows(transitions.Outside, state))
            {
                sources[state] = transitions.Outside;
                found[state] = transitions.HasEnds ? transitions.Weigh(Score(0, state), transitions.Outside, state) : Score(0, state);
            }
        }

        return (sources, Normalized(found));
    }

    private (int[] Sources, double[] Scores) Next(int step, int[] reachable, double[] before)
    {
        var (sources, found) = Nothing();
        for (var state = 0; state < _states; state++)
        {
            for (var from = 0; from < _states; from++)
            {
                if (reachable[from] == Error || !transitions.Allows(from, state))
                {
                    continue;
                }

                var score = transitions.Weigh(transitions.Join(Score(step, state), before[from]), from, state);
                (sources[state], found[state]) = score >= found[state] ? (from, score) : (sources[state], found[state]);
            }
        }

        return (sources, Normalized(found));
    }

    private int Last(int[] reachable, double[] before)
    {
        var (best, most) = (Error, float.MinValue);
        for (var from = 0; from < _states; from++)
        {
            if (reachable[from] != Error && (!transitions.HasEnds || transitions.Allows(from, transitions.Outside)))
            {
                var score = transitions.HasEnds ? transitions.Weigh((float)before[from], from, transitions.Outside) : (float)before[from];
                (best, most) = score >= most ? (from, score) : (best, most);
            }
        }

        return best;
    }

    private (int[] Sources, double[] Scores) Nothing()
    {
        var sources = new int[_states];
        var found = new double[_states];
        Array.Fill(sources, Error);
        Array.Fill(found, float.MinValue);
        return (sources, found);
    }

    /// <summary>Keeps products from becoming too small to be told apart.</summary>
    private double[] Normalized(double[] found) => !transitions.UsesLogs && found.Length > 0 && found.Max() is > 0 and var most ? Array.ConvertAll(found, score => score / most) : found;
}
