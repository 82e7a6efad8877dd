namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>FNV-1a over what a request asks: equal in every process and on every machine.</summary>
internal struct InputDigest()
{
    private const ulong Prime = 1_099_511_628_211;

    public ulong Value { get; private set; } = 14_695_981_039_346_656_037;

    public static ulong Of(IEnumerable<NamedTensor> inputs)
    {
        var digest = new InputDigest();
        foreach (var (name, tensor) in inputs.OrderBy(input => input.Name, StringComparer.Ordinal))
        {
            digest.Add(System.Text.Encoding.UTF8.GetBytes(name + tensor));
            digest.Add(tensor.Data.Span);
            foreach (var text in tensor.Strings)
            {
                digest.Add(text.Span);
            }
        }

        return digest.Value;
    }

    public static ulong Of(ReadOnlySpan<byte> body)
    {
        var digest = new InputDigest();
        digest.Add(body);
        return digest.Value;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes)
        {
            Value = unchecked((Value ^ next) * Prime);
        }

        Value = unchecked((Value ^ (ulong)bytes.Length) * Prime); // so that "ab" + "c" is not "a" + "bc"
    }
}
