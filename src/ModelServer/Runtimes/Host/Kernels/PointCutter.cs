using System.Text;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Cuts texts, given as code points, where one group of them ends and another begins. Spaces belong to no token, unless they are kept.</summary>
/// <param name="group">The group of a code point; below 0 if it is none.</param>
internal sealed class PointCutter(Func<int, int> group, bool keepsSpaces)
{
    /// <summary>Gets the code points of all tokens.</summary>
    public List<int> Points { get; } = [];

    /// <summary>Gets where each token begins among <see cref="Points"/>.</summary>
    public List<long> TokenSplits { get; } = [];

    /// <summary>Gets where each token begins in its text.</summary>
    public List<long> Starts { get; } = [];

    public List<long> Ends { get; } = [];

    public static bool IsSpace(int point) => Rune.IsValid(point) && Rune.IsWhiteSpace(new Rune(point));

    public void Add(ReadOnlySpan<int> text)
    {
        var (before, wasSpace, isOpen, skipped) = (-1, false, false, 0);
        for (var at = 0; at < text.Length; at++)
        {
            var (own, isSpace) = (group(text[at]), IsSpace(text[at]));
            if (own != before || (keepsSpaces && isSpace != wasSpace))
            {
                End(at - skipped, ref isOpen);
                before = own;
            }

            if (isSpace && !keepsSpaces)
            {
                // A token that goes on after spaces has them between its ends, not among its code points.
                skipped++;
            }
            else
            {
                Begin(at, ref isOpen);
                Points.Add(text[at]);
                skipped = 0;
            }

            wasSpace = isSpace;
        }

        End(text.Length - skipped, ref isOpen);
    }

    private void Begin(int at, ref bool isOpen)
    {
        if (!isOpen)
        {
            Starts.Add(at);
            TokenSplits.Add(Points.Count);
            isOpen = true;
        }
    }

    private void End(int at, ref bool isOpen)
    {
        if (isOpen)
        {
            Ends.Add(at);
            isOpen = false;
        }
    }
}
