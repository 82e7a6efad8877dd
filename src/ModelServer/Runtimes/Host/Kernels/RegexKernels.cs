using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Matching and replacing by regular expressions.</summary>
internal static class RegexKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("StaticRegexReplace", OutputTypes.String, Static),
        HostOp.One("RegexReplace", OutputTypes.String, Dynamic),
        HostOp.One("StaticRegexFullMatch", OutputTypes.Bool, node =>
        {
            var pattern = TextPattern.Create(node.Text("pattern", string.Empty));
            return arguments => Elements.Map(arguments.Tensor(0), pattern.MatchesWhole);
        }),
        new("RegexSplitWithOffsets", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), Split),
        HostOp.One("RegexFullMatch", OutputTypes.Bool, _ =>
        {
            var patterns = new PatternCache();
            return arguments => Elements.Map(arguments.Tensor(0), patterns.Get(Text(arguments, 1)).MatchesWhole);
        }),
    ];

    private static Func<HostArguments, Tensor> Static(GraphNode node)
    {
        var pattern = TextPattern.Create(node.Text("pattern", string.Empty));
        var rewrite = new Rewrite(node.Text("rewrite", string.Empty));
        var isGlobal = node.Bool("replace_global", true);
        return arguments => Elements.Map(arguments.Tensor(0), text => pattern.Replace(text, rewrite, isGlobal));
    }

    private static Func<HostArguments, Tensor> Dynamic(GraphNode node)
    {
        var patterns = new PatternCache();
        var isGlobal = node.Bool("replace_global", true);
        return arguments =>
        {
            var pattern = patterns.Get(Text(arguments, 1));
            var rewrite = new Rewrite(Text(arguments, 2));
            return Elements.Map(arguments.Tensor(0), text => pattern.Replace(text, rewrite, isGlobal));
        };
    }

    private static HostKernel Split(GraphNode node)
    {
        var delimiters = new PatternCache();
        var kept = new PatternCache();
        return arguments =>
        {
            var delimiter = delimiters.Get(Text(arguments, 1));
            var keep = Text(arguments, 2) is { Length: > 0 } pattern ? kept.Get(pattern) : null;
            List<ReadOnlyMemory<byte>> tokens = [];
            var (begins, ends, splits) = (new List<long>(), new List<long>(), new List<long> { 0 });
            foreach (var bytes in arguments.Tensor(0).Strings)
            {
                var text = ByteText.Decode(bytes.Span);
                var (place, at) = (0L, 0);
                foreach (var (start, end) in delimiter.Split(text, keep))
                {
                    var token = ByteText.Encode(text.AsSpan(start..end));
                    begins.Add(place += ByteText.Encode(text.AsSpan(at..start)).Length);
                    ends.Add(place += token.Length);
                    tokens.Add(token);
                    at = end;
                }

                splits.Add(tokens.Count);
            }

            return [Elements.Strings([tokens.Count], tokens), Elements.Longs(begins), Elements.Longs(ends), Elements.Longs(splits)];
        };
    }

    private static string Text(HostArguments arguments, int index) => Encoding.UTF8.GetString(arguments.Text(index).Span);
}
