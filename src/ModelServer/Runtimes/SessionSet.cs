using System.Security.Cryptography;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>The sessions of one model: signatures that became the same graph share one. Disposes what was not taken.</summary>
internal sealed class SessionSet(LoadOptions options) : IDisposable
{
    /// <summary>The most bytes of weights of which a model gets a second session.</summary>
    private const long MaxTwice = 1 << 25;

    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private readonly WeightSet _weights = new();
    private Dictionary<string, OnnxSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Announces a model whose session will be wanted: what is done with a weight depends on how many sessions read it.</summary>
    public void Expect(OnnxModel model)
    {
        if (_expected.Add(Key(model)))
        {
            _weights.Expect(model);
            if (IsTwice(model))
            {
                _weights.Expect(model);
            }
        }
    }

    public OnnxSession Get(OnnxModel model)
    {
        var key = Key(model);
        if (!_sessions.TryGetValue(key, out var session))
        {
            Expect(model); // stages between work on the host come unannounced: the first copies its weights, and those after it share
            _sessions[key] = session = OnnxSession.Create(model, options, _weights, IsTwice(model));
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

    /// <summary>Only where there is something to multiply are threads of use, and only small models can afford a second session.</summary>
    private bool IsTwice(OnnxModel model) =>
        options.MayUseAllThreads && Environment.ProcessorCount > 1 && model.Weights.Count > 0 && model.Weights.Sum(weight => (long)weight.Value.Data.Length) <= MaxTwice;

    /// <summary>Equal graphs over different weights are different models.</summary>
    private string Key(OnnxModel model) =>
        $"{Convert.ToHexString(SHA256.HashData(model.Bytes))} {string.Join(' ', model.Weights.Select(weight => _weights.Number(weight.Value)))}";
}
