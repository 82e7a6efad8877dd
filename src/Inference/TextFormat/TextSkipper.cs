namespace ModelServing.Inference.TextFormat;

/// <summary>Passes over fields that a message does not have.</summary>
internal static class TextSkipper
{
    /// <summary>Skips a name (an extension's or a type's in brackets, too) and its value: up to the end of what it opens, or one scalar.</summary>
    public static void SkipField(TextTokenizer tokens)
    {
        if (tokens.Token == "[")
        {
            SkipNested(tokens);
        }
        else
        {
            _ = tokens.Take();
        }

        _ = tokens.TryConsume(':');
        if (!tokens.IsString && tokens.Token is "{" or "<" or "[")
        {
            SkipNested(tokens);
        }
        else if (tokens.AtEnd)
        {
            throw tokens.Error("a value is missing at the end of the text");
        }
        else
        {
            _ = tokens.Take();
        }

        _ = tokens.TryConsume(',') || tokens.TryConsume(';');
    }

    private static void SkipNested(TextTokenizer tokens)
    {
        var depth = 0;
        do
        {
            if (tokens.AtEnd)
            {
                throw tokens.Error("a bracket is not closed at the end of the text");
            }

            depth += tokens.IsString ? 0 : tokens.Token switch
            {
                "{" or "<" or "[" => 1,
                "}" or ">" or "]" => -1,
                _ => 0,
            };
            _ = tokens.Take();
        }
        while (depth > 0);
    }
}
