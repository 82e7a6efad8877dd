using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The fused cells of TensorFlow 1's recurrent layers, for a step or for all steps.</summary>
internal static class RecurrentKernels
{
    private const int LstmOutputs = 7;

    public static IEnumerable<HostOp> All =>
    [
        new("LSTMBlockCell", OutputTypes.T, node => Step(new LstmCell(node))) { Handles = IsFloat },
        new("BlockLSTM", OutputTypes.T, node => Steps(new LstmCell(node))) { Handles = IsFloat },
        new("BlockLSTMV2", OutputTypes.T, node => Steps(new LstmCell(node))) { Handles = IsFloat },
        new("GRUBlockCell", OutputTypes.T, _ => GruCell.Run) { Handles = IsFloat },
    ];

    private static bool IsFloat(GraphNode node) => node.Type("T") == DataType.Float;

    private static HostKernel Step(LstmCell cell) => arguments =>
    {
        var (x, cell0, output0) = (Matrix(arguments, 0), Matrix(arguments, 1), Matrix(arguments, 2));
        var weights = LstmWeights.Read(arguments, 3, x.Columns, cell0.Columns);
        var outputs = Allocate(cell0.Rows * cell0.Columns);
        for (var row = 0; row < x.Rows; row++)
        {
            cell.Run(weights, x.Row(row), cell0.Row(row), output0.Row(row), outputs, row * cell0.Columns);
        }

        return Array.ConvertAll(outputs, values => Tensor.Create<float>([cell0.Rows, cell0.Columns], values));
    };

    /// <summary>Steps behind the longest sequence are zero.</summary>
    private static HostKernel Steps(LstmCell cell) => arguments =>
    {
        var x = arguments.Tensor(1);
        if (x.Rank != 3)
        {
            throw Shapes.Invalid("x must be 3D");
        }

        var (steps, rows) = ((int)x.Shape[0], (int)x.Shape[1]);
        var (cell0, output0) = (Matrix(arguments, 2), Matrix(arguments, 3));
        var inputs = new FloatMatrix(x.AsSpan<float>().ToArray(), steps * rows, (int)x.Shape[2]);
        var weights = LstmWeights.Read(arguments, 4, inputs.Columns, cell0.Columns);
        if (cell0.Rows != rows || output0.Rows != rows || output0.Columns != cell0.Columns)
        {
            throw Shapes.Invalid($"The states must have shape [{rows},{cell0.Columns}]");
        }

        var outputs = Allocate(steps * rows * cell0.Columns);
        for (var step = 0; step < Math.Min(steps, arguments.Long(0)); step++)
        {
            for (var row = 0; row < rows; row++)
            {
                var (at, before) = (((step * rows) + row) * cell0.Columns, (((step - 1) * rows) + row) * cell0.Columns);
                var state = step == 0 ? cell0.Row(row) : outputs[LstmCell.State].AsSpan(before, cell0.Columns);
                var output = step == 0 ? output0.Row(row) : outputs[LstmCell.Output].AsSpan(before, cell0.Columns);
                cell.Run(weights, inputs.Row((step * rows) + row), state, output, outputs, at);
            }
        }

        return Array.ConvertAll(outputs, values => Tensor.Create<float>([steps, rows, cell0.Columns], values));
    };

    private static float[][] Allocate(int size) => [.. Enumerable.Range(0, LstmOutputs).Select(_ => new float[size])];

    private static FloatMatrix Matrix(HostArguments arguments, int index) => FloatMatrix.Read(arguments.Tensor(index));
}
