namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Keeps the pattern used last: most nodes get the same one in every run.</summary>
internal sealed class PatternCache
{
    private volatile Entry? _last;

    public TextPattern Get(string text)
    {
        var last = _last;
        if (last?.Text != text)
        {
            _last = last = new Entry(text, TextPattern.Create(text));
        }

        return last.Pattern;
    }

    private sealed record Entry(string Text, TextPattern Pattern);
}
