namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Sets of numbers, each in one of its own at first, that become one another's.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];

    /// <summary>Gets the number that stands for the set of another.</summary>
    public int Root(int number)
    {
        while (_parents[number] != number)
        {
            number = _parents[number] = _parents[_parents[number]]; // the way gets shorter for those who come later
        }

        return number;
    }

    public bool AreOne(int number, int other) => Root(number) == Root(other);

    /// <summary>Makes two sets one, for which the root of the second one stands.</summary>
    public void Unite(int number, int into) => _parents[Root(number)] = Root(into);
}
