namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Computes the outputs of one node: tensors, as a rule. Called from many threads at once.</summary>
internal delegate IReadOnlyList<object> HostKernel(HostArguments arguments);
