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

    private static string Text(HostArguments arguments, int index) => Encoding.UTF8.GetString(arguments.Text(index).Span);
}
