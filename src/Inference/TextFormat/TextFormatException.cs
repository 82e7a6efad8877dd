namespace ModelServing.Inference.TextFormat;

/// <summary>A text that does not describe the message it should; carried inside the parser only.</summary>
internal sealed class TextFormatException(int line, int column, string problem) : Exception($"{line}:{column}: {problem}");
