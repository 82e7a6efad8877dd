using System.Security.Cryptography;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>The sessions of one model: signatures that became the same graph share one. Disposes what was not taken.</summary>
internal sealed class SessionSet(LoadOptions options) : IDisposable
{
    private Dictionary<string, OnnxSession> _sessions = new(StringComparer.Ordinal);

    public OnnxSession Get(byte[] model)
    {
        var key = Convert.ToHexString(SHA256.HashData(model));
        if (!_sessions.TryGetValue(key, out var session))
        {
            _sessions[key] = session = OnnxSession.Create(model, options);
        }

        return session;
    }

    public IReadOnlyCollection<IDisposable> Take()
    {
        var taken = _sessions.Values;
        _sessions = [];
        return taken;
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }
    }
}
