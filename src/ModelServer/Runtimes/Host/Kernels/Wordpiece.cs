namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A piece of a word, and the bytes of the word that it stands for.</summary>
internal readonly record struct Wordpiece(ReadOnlyMemory<byte> Text, long Start, long End);
