using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Canary;

/// <summary>Chooses a backend per request by weight. A backend without endpoints keeps its share: its requests fail, as in Istio.</summary>
internal sealed class WeightedSplit
{
    private readonly Backend[] _backends;
    private readonly int[] _upTo;

    public WeightedSplit(IReadOnlyList<(Backend Backend, int Weight)> destinations)
    {
        // A single destination needs no weight.
        var weighted = destinations.Count == 1 ? [(destinations[0].Backend, 1)] : destinations.Where(d => d.Weight > 0).ToArray();
        _backends = [.. weighted.Select(d => d.Backend)];
        _upTo = new int[weighted.Length];
        var sum = 0;
        for (var i = 0; i < weighted.Length; i++)
        {
            sum += weighted[i].Item2;
            _upTo[i] = sum;
        }
    }

    public IReadOnlyList<Backend> Backends => _backends;

    /// <summary>Returns null when no destination has a positive weight.</summary>
    public Backend? Pick(Random random)
    {
        if (_backends.Length < 2)
        {
            return _backends.Length == 0 ? null : _backends[0];
        }

        var drawn = random.Next(_upTo[^1]);
        var i = 0;
        while (drawn >= _upTo[i])
        {
            i++;
        }

        return _backends[i];
    }
}
