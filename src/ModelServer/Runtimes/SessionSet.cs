using System.Security.Cryptography;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>The sessions of one model: signatures that became the same graph share one. Disposes what was not taken.</summary>
internal sealed class SessionSet(LoadOptions options) : IDisposable
{
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private readonly WeightSet _weights = new();
    private Dictionary<string, OnnxSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Announces a model whose session will be wanted: what is done with a weight depends on how many sessions read it.</summary>
    public void Expect(OnnxModel model)
    {
        if (_expected.Add(Key(model)))
        {
            _weights.Expect(model);
        }
    }

    public OnnxSession Get(OnnxModel model)
    {
        var key = Key(model);
        if (!_sessions.TryGetValue(key, out var session))
        {
            _sessions[key] = session = OnnxSession.Create(model, options, _weights);
        }

        return session;
    }

    /// <summary>Gives away the sessions and, after them, the memory that they read.</summary>
    public IReadOnlyCollection<IDisposable> Take()
    {
        IDisposable[] taken = [.. _sessions.Values, .. _weights.Take()];
        _sessions = [];
        return taken;
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        _weights.Dispose();
    }

    /// <summary>Equal graphs over different weights are different models.</summary>
    private string Key(OnnxModel model) =>
        $"{Convert.ToHexString(SHA256.HashData(model.Bytes))} {string.Join(' ', model.Weights.Select(weight => _weights.Number(weight.Value)))}";
}
