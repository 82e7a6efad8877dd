namespace ModelServing.ModelServer.Nodes;

internal readonly record struct LogLine(DateTimeOffset Time, string Text);
