namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>What becomes of the pieces of a text when it has been cut: which marks they get and, marks and all, whether they are turned around.</summary>
internal readonly record struct TokenOptions(bool AddBegin, bool AddEnd, bool Reverse);
