namespace ModelServing.ModelServer.Loading.Checkpoints;

internal readonly record struct TableEntry(byte[] Key, byte[] Value);
