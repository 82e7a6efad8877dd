namespace ModelServing.ModelServer.Tests.Loading.Recurrent;

/// <summary>What a layer gives: the outputs of all steps in the order of the steps, and the state after the last.</summary>
internal sealed record RecurrentResult(double[] Outputs, double[] Hidden, double[] Cells);
