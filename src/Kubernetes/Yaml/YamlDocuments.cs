using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ModelServing.Kubernetes.Yaml;

/// <summary>Reads YAML (and so JSON) documents as JSON, the way manifests are read: scalars of YAML's core schema, anchors, merge keys not.</summary>
public static class YamlDocuments
{
    /// <summary>Deeper nesting is refused: manifests never need it, and it would exhaust the stack.</summary>
    private const int MaxDepth = 64;

    /// <summary>Aliases copy what they point to; this bounds a text whose aliases multiply.</summary>
    private const int MaxCopiedNodes = 100_000;

    /// <summary>No object is that large; the shortest nodes take a hundred times their text in memory.</summary>
    private const int MaxNodes = 200_000;

    /// <summary>How much text is read again, once for each quoted scalar that has to be indented.</summary>
    private const int MaxReread = 32 * 1024 * 1024;

    /// <summary>Reads every non-empty document of a stream, or says what is wrong.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="error">What is wrong, with line and column.</param>
    public static bool TryRead(string text, out IReadOnlyList<JsonNode> documents, [NotNullWhen(false)] out string? error)
    {
        for (var budget = MaxReread; ; budget -= text.Length)
        {
            try
            {
                documents = Read(text);
                error = null;
                return true;
            }
            catch (YamlException e)
            {
                if (budget > 0 && QuotedScalars.Indent(text, e) is { } indented)
                {
                    text = indented;
                    continue;
                }

                documents = [];
                error = $"line {e.Start.Line}, column {e.Start.Column}: {e.InnerException?.Message ?? e.Message}";
                return false;
            }
        }
    }

    private static List<JsonNode> Read(string text)
    {
        var found = new List<JsonNode>();
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            if (ReadNode(parser, new Anchors(MaxCopiedNodes, MaxNodes), 0) is { } document)
            {
                found.Add(document);
            }

            parser.Consume<DocumentEnd>();
        }

        return found;
    }

    private static JsonNode? ReadNode(Parser parser, Anchors anchors, int depth)
    {
        var current = parser.Current ?? throw new YamlException("unexpected end of text");
        if (depth > MaxDepth)
        {
            throw new YamlException(current.Start, current.End, $"more than {MaxDepth} levels deep");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return anchors.Copy(alias);
        }

        if (current is NodeEvent start)
        {
            anchors.Count(start);
        }

        var anchor = (current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        var node = current switch
        {
            MappingStart => ReadMapping(parser, anchors, depth),
            SequenceStart => ReadSequence(parser, anchors, depth),
            _ => YamlScalars.Read(parser.Consume<Scalar>()),
        };
        if (!anchor.IsEmpty)
        {
            anchors.Add(anchor, node);
        }

        return node;
    }

    private static JsonObject ReadMapping(Parser parser, Anchors anchors, int depth)
    {
        parser.Consume<MappingStart>();
        var result = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (!result.TryAdd(key.Value, ReadNode(parser, anchors, depth + 1)))
            {
                throw new YamlException(key.Start, key.End, $"key \"{key.Value}\" already set in map");
            }
        }

        return result;
    }

    private static JsonArray ReadSequence(Parser parser, Anchors anchors, int depth)
    {
        parser.Consume<SequenceStart>();
        var result = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            result.Add(ReadNode(parser, anchors, depth + 1));
        }

        return result;
    }
}
