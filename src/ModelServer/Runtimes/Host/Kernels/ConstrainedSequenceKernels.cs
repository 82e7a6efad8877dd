using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Labels of the tokens of texts, of which only some may follow others.</summary>
internal static class ConstrainedSequenceKernels
{
    public static IEnumerable<HostOp> All => [new("ConstrainedSequence", OutputTypes.Each(OutputTypes.Fixed(DataType.Int32), OutputTypes.From("Tsplits", DataType.Int64)), Create)];

    private static HostKernel Create(GraphNode node)
    {
        var (isBest, usesLogs, hasEnds) = (node.Bool("use_viterbi"), node.Bool("use_log_space"), node.Bool("use_start_and_end_states"));
        var splitType = node.Type("Tsplits", DataType.Int64);
        return arguments =>
        {
            var scores = arguments.Tensor(0);
            if (scores.Rank is not (2 or 3))
            {
                throw Shapes.Invalid("The score tensor must be of rank 2 or 3.");
            }

            var (steps, states) = ((int)scores.Shape[^2], (int)scores.Shape[^1]);
            var lengths = Lengths(arguments.Longs(1), scores.Rank == 3 ? scores.Shape[0] : 1, steps);
            if (states == 0 && lengths.Any(length => length > 0))
            {
                // A request of a few bytes could ask for any number of labels.
                throw Shapes.Invalid("The scores tensor has no states.");
            }

            var transitions = new StateTransitions(states, Allowed(arguments.Tensor(2), states, hasEnds), Weights(arguments.Tensor(3), states, usesLogs, hasEnds), usesLogs, hasEnds);
            ReadOnlyMemory<float> values = scores.AsSpan<float>().ToArray();
            List<int> labels = [];
            List<long> splits = [0];
            foreach (var (row, length) in lengths.Index())
            {
                var path = new StatePath(transitions, values.Slice(row * steps * states, length * states), length);
                labels.AddRange(isBest ? path.Best() : path.Greedy());
                splits.Add(labels.Count);
            }

            return [Tensor.Create<int>([labels.Count], [.. labels]), Integers.Write(splitType, [splits.Count], [.. splits])];
        };
    }

    private static int[] Lengths(long[] lengths, long rows, int steps)
    {
        if (lengths.Length != rows)
        {
            throw Shapes.Invalid($"There should be exactly one length for every batch element. Found {lengths.Length} length elements for a batch size of {rows}");
        }

        return Array.ConvertAll(lengths, length => length > steps ? throw Shapes.Invalid("The scores tensor is too short for the longest sequence length.")
            : length < 0 ? throw Shapes.Invalid($"A sequence cannot have a length of {length}.")
            : (int)length);
    }

    private static bool[] Allowed(Tensor allowed, int states, bool hasEnds)
    {
        Check(allowed, states, hasEnds, "allowed_transitions");
        return allowed.AsSpan<bool>().ToArray();
    }

    private static float[] Weights(Tensor weights, int states, bool usesLogs, bool hasEnds)
    {
        Check(weights, states, hasEnds, "transition_weights");
        var values = weights.AsSpan<float>().ToArray();
        return usesLogs || Array.TrueForAll(values, value => value >= 0) ? values : throw Shapes.Invalid("The transition weights tensor must not contain negative values.");
    }

    private static void Check(Tensor tensor, int states, bool hasEnds, string name)
    {
        if (tensor.ElementCount == 0)
        {
            return;
        }

        var size = hasEnds ? states + 1 : states;
        var axis = tensor.Rank != 2 ? -1 : tensor.Shape[0] != size ? 0 : tensor.Shape[1] != size ? 1 : 2;
        if (axis != 2)
        {
            throw Shapes.Invalid(axis < 0
                ? $"{name} must be of rank 2"
                : $"{name} must have a {(axis == 0 ? "zeroth" : "first")} dimension of size {size} when num_states is {states} and use_start_and_end_states is {(hasEnds ? 1 : 0)}");
        }
    }
}
