namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Makes one event of many that differ only in what they say: of those that name something new each time, ten are told apart.</summary>
internal sealed class EventAggregation(TimeProvider timeProvider)
{
    private const int MostApart = 10;
    private const int MostKnown = 4096;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Similar> _known = [];

    /// <summary>Gives the message to tell, and whether it stands for all that are similar.</summary>
    public (string Message, bool IsCombined) Of(string similarity, string message)
    {
        lock (_lock)
        {
            var now = timeProvider.GetUtcNow();
            if (_known.Count > MostKnown)
            {
                foreach (var old in _known.Where(pair => now - pair.Value.Last > Memory).Select(pair => pair.Key).ToList())
                {
                    _known.Remove(old);
                }
            }

            if (!_known.TryGetValue(similarity, out var similar) || now - similar.Last > Memory)
            {
                _known[similarity] = similar = new Similar();
            }

            similar.Last = now;
            return similar.Messages.Contains(message) ? (message, false)
                : similar.Messages.Count < MostApart - 1 && similar.Messages.Add(message) ? (message, false)
                : ($"(combined from similar events): {message}", true);
        }
    }

    private sealed class Similar
    {
        public HashSet<string> Messages { get; } = [];

        public DateTimeOffset Last { get; set; }
    }
}
