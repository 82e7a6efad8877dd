using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ModelServing.Inference.TextFormat;

/// <summary>Reads protocol messages from text, the format of TensorFlow Serving's configuration files.</summary>
/// <remarks>
/// <c>message = { name [ ":" ] ( value | "[" value, … "]" ) [ "," | ";" ] }</c>,
/// <c>value = scalar | "{" message "}" | "&lt;" message "&gt;"</c>. Anything repeated that is not a list is an error, and so are
/// unknown names, unless they are to be skipped.
/// </remarks>
public static class TextFormatParser
{
    private const int MaxDepth = 100;

    /// <summary>Parses a text; the error begins <c>line:column:</c>.</summary>
    public static bool TryParse<T>(string text, [NotNullWhen(true)] out T? message, [NotNullWhen(false)] out string? error, bool skipUnknown = false)
        where T : class, IMessage<T>, new()
    {
        var parsed = new T();
        try
        {
            ParseFields(new TextTokenizer(text) { SkipsUnknown = skipUnknown }, parsed, end: '\0', depth: 0);
        }
        catch (TextFormatException exception)
        {
            message = null;
            error = exception.Message;
            return false;
        }

        message = parsed;
        error = null;
        return true;
    }

    private static void ParseFields(TextTokenizer tokens, IMessage message, char end, int depth)
    {
        HashSet<string> seen = [];
        while (!(end == '\0' ? tokens.AtEnd : tokens.TryConsume(end)))
        {
            if (tokens.AtEnd)
            {
                throw tokens.Error($"'{end}' is missing at the end of {message.Descriptor.Name}");
            }

            var field = tokens.IsString ? null : message.Descriptor.FindFieldByName(tokens.Token);
            if (field is null && tokens.SkipsUnknown && !tokens.IsString)
            {
                TextSkipper.SkipField(tokens);
                continue;
            }

            if (field is null)
            {
                throw tokens.Error($"{message.Descriptor.FullName} has no field named \"{tokens.Token}\"");
            }

            if (!field.IsRepeated && !seen.Add(field.ContainingOneof?.Name ?? field.Name))
            {
                throw tokens.Error($"\"{field.Name}\" is given twice");
            }

            _ = tokens.Take();
            var colon = tokens.TryConsume(':');
            if (!colon && field.FieldType != FieldType.Message)
            {
                throw tokens.Error($"':' is missing after \"{field.Name}\"");
            }

            ParseField(tokens, message, field, depth);
            _ = tokens.TryConsume(',') || tokens.TryConsume(';');
        }
    }

    private static void ParseField(TextTokenizer tokens, IMessage message, FieldDescriptor field, int depth)
    {
        if (!field.IsRepeated || !tokens.TryConsume('['))
        {
            Store(message, field, ParseValue(tokens, field, depth));
            return;
        }

        while (!tokens.TryConsume(']'))
        {
            Store(message, field, ParseValue(tokens, field, depth));
            if (!tokens.TryConsume(',') && tokens.Token != "]")
            {
                throw tokens.Error($"',' or ']' is missing in the list of \"{field.Name}\"");
            }
        }
    }

    private static void Store(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsMap)
        {
            var entry = ((object Key, object Value))value;
            ((IDictionary)field.Accessor.GetValue(message))[entry.Key] = entry.Value;
        }
        else if (field.IsRepeated)
        {
            ((IList)field.Accessor.GetValue(message)).Add(value);
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private static object ParseValue(TextTokenizer tokens, FieldDescriptor field, int depth)
    {
        if (field.FieldType != FieldType.Message)
        {
            return TextScalars.Parse(tokens, field);
        }

        var end = tokens.TryConsume('{') ? '}' : tokens.TryConsume('<') ? '>' : throw tokens.Error($"'{{' is missing after \"{field.Name}\"");
        if (depth == MaxDepth)
        {
            throw tokens.Error($"messages are nested deeper than {MaxDepth} levels");
        }

        if (field.IsMap)
        {
            return ParseEntry(tokens, field, end, depth + 1);
        }

        var message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
        ParseFields(tokens, message, end, depth + 1);
        // The generated code holds google.protobuf.Int64Value and its kin as nullable values.
        var isWrapper = field.MessageType.File.Name == "google/protobuf/wrappers.proto";
        return isWrapper ? field.MessageType.FindFieldByName("value").Accessor.GetValue(message) : message;
    }

    private static (object Key, object Value) ParseEntry(TextTokenizer tokens, FieldDescriptor field, char end, int depth)
    {
        object? key = null;
        object? value = null;
        while (!tokens.TryConsume(end))
        {
            var part = field.MessageType.FindFieldByName(tokens.Token) ?? throw tokens.Error($"a map entry has no field named \"{tokens.Token}\"");
            _ = tokens.Take();
            _ = tokens.TryConsume(':');
            var parsed = ParseValue(tokens, part, depth);
            (key, value) = part.Name == "key" ? (parsed, value) : (key, parsed);
            _ = tokens.TryConsume(',') || tokens.TryConsume(';');
        }

        return key is null || value is null ? throw tokens.Error($"an entry of \"{field.Name}\" needs a key and a value") : (key, value);
    }
}
