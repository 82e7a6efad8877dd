using System.Text;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>The tables and tokenizers of a model, and the variables that requests change: one of each for all signatures.</summary>
internal sealed class HostResources(IReadOnlySet<string> changing, ModelInitializers initializers, Func<GraphNode, Tensor> variable, Func<Edge, Tensor> evaluate)
{
    private readonly Dictionary<string, object> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<ByteString, SentencepieceTokenizer> _tokenizers = [];

    /// <summary>Tells whether a value stands for state: whether it is the handle of a table, of a tokenizer or of a variable that changes.</summary>
    public bool Holds(Edge edge) => Behind(edge) is not null;

    public GraphNode? Behind(Edge edge) => StateOps.Behind(edge) is { } node && (StateOps.IsTable(node) || StateOps.IsTokenizer(node) || IsChanging(node)) ? node : null;

    public bool IsChanging(GraphNode node) => StateOps.IsVariable(node) && changing.Contains(StateOps.Key(node));

    public object Get(GraphNode node)
    {
        var key = StateOps.Key(node);
        if (!_resources.TryGetValue(key, out var resource))
        {
            resource = StateOps.IsTable(node) ? Table(node) : StateOps.IsTokenizer(node) ? Tokenizer(node) : new VariableState(StoredBytes.Load(variable(node)));
            _resources[key] = resource;
        }

        return resource;
    }

    /// <summary>A model that several nodes hold, as copies of a function's body do, is read once.</summary>
    private SentencepieceTokenizer Tokenizer(GraphNode node)
    {
        if (node.Attribute("model")?.S is not { IsEmpty: false } model)
        {
            throw new LoadException(ErrorCode.InvalidArgument, $"Op {node.Op} at node {node.Name}: Model argument must be specified.");
        }

        try
        {
            return _tokenizers.TryGetValue(model, out var known) ? known : _tokenizers[model] = SentencepieceTokenizer.Read(model);
        }
        catch (ModelRunException e)
        {
            throw new LoadException(e.Code, $"Op {node.Op} at node {node.Name}: {e.Message}", e);
        }
    }

    private LookupTable Table(GraphNode node)
    {
        var table = new LookupTable(node.Name, node.Type("key_dtype"), node.Type("value_dtype"), StateOps.IsMutableTable(node));
        if (initializers.OfTable(node) is not { } filler)
        {
            return table;
        }

        try
        {
            var (keys, values) = Content(filler, table);
            table.Fill(keys, values);
            return table;
        }
        catch (ModelRunException e)
        {
            throw new LoadException(e.Code, $"Table {node.Name} could not be initialized by {filler.Name}: {e.Message}", e);
        }
    }

    private (Tensor Keys, Tensor Values) Content(GraphNode filler, LookupTable table)
    {
        if (!filler.Op.StartsWith("InitializeTableFromTextFile", StringComparison.Ordinal))
        {
            return (evaluate(filler.Inputs[1]), evaluate(filler.Inputs[2]));
        }

        var path = evaluate(filler.Inputs[1]).Strings is [var file, ..] ? Encoding.UTF8.GetString(file.Span) : string.Empty;
        return File.Exists(path)
            ? VocabularyFile.Read(filler, path, table.KeyType, table.ValueType)
            : throw new LoadException(ErrorCode.NotFound, $"{path}; No such file or directory (the vocabulary of table initializer {filler.Name})");
    }
}
