using System.Collections.Frozen;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Numbers the outputs that function bodies name. Operations that are not listed have one named output, which may be a list.</summary>
internal static class OutputNames
{
    private static readonly string[] BatchNorm = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"];

    private static readonly string[] FastWordpieces = ["output_subwords", "output_ids", "output_row_splits", "start_values", "end_values"];

    private static readonly string[] FastBertTexts = ["output_values", "output_offsets", "output_row_splits"];

    private static readonly string[] LstmOutputs = ["i", "cs", "f", "o", "ci", "co", "h"];

    private static readonly string[] BeamPaths = ["decoded_indices", "decoded_values", "decoded_shape", "log_probability"];

    private static readonly string[] PointTokens = ["output_values", "output_values_inner_splits", "output_offset_starts", "output_offset_limits", "output_outer_splits"];

    private static readonly FrozenDictionary<string, string[]> ByOp = new Dictionary<string, string[]>
    {
        ["FusedBatchNorm"] = BatchNorm,
        ["FusedBatchNormV2"] = BatchNorm,
        ["FusedBatchNormV3"] = BatchNorm,
        ["_FusedBatchNormEx"] = BatchNorm,
        ["TopK"] = ["values", "indices"],
        ["TopKV2"] = ["values", "indices"],
        ["Unique"] = ["y", "idx"],
        ["ListDiff"] = ["out", "idx"],
        ["RegexSplitWithOffsets"] = ["tokens", "begin_offsets", "end_offsets", "row_splits"],
        ["WordpieceTokenizeWithOffsets"] = ["output_values", "output_row_lengths", "start_values", "limit_values"],
        ["FastWordpieceTokenizeWithOffsets"] = FastWordpieces,
        ["TFText>FastWordpieceTokenizeWithOffsets"] = FastWordpieces,
        ["FastBertNormalize"] = FastBertTexts,
        ["TFText>FastBertNormalize"] = FastBertTexts,
        ["SentencepieceTokenizeOp"] = ["output_values", "output_splits"],
        ["SentencepieceTokenizeWithOffsetsOp"] = ["output_values", "output_splits", "output_offset_starts", "output_offset_limits"],
        ["WhitespaceTokenizeWithOffsets"] = PointTokens,
        ["UnicodeScriptTokenizeWithOffsets"] = PointTokens,
        ["TFText>WhitespaceTokenizeWithOffsetsV2"] = ["output_tokens", "output_row_splits", "output_start_offsets", "output_end_offsets"],
        ["SplitMergeTokenizeWithOffsets"] = ["output_values", "output_row_splits", "start_values", "limit_values"],
        ["TFText>ByteSplitWithOffsets"] = ["output_bytes", "output_row_splits", "output_start_offsets", "output_end_offsets"],
        ["TFText>ByteSplitByOffsets"] = ["output_values", "output_row_splits"],
        ["TFText>NgramsStringJoin"] = ["output_values", "output_row_splits"],
        ["LSTMBlockCell"] = LstmOutputs,
        ["BlockLSTM"] = LstmOutputs,
        ["BlockLSTMV2"] = LstmOutputs,
        ["GRUBlockCell"] = ["r", "u", "c", "h"],
        ["DecodeWav"] = ["audio", "sample_rate"],
        ["ConstrainedSequence"] = ["states", "states_splits"],
        ["RougeL"] = ["f_measure", "p_measure", "r_measure"],
        ["MaxSpanningTree"] = ["max_scores", "argmax_sources"],
        ["UniqueV2"] = ["y", "idx"],
        ["UniqueWithCounts"] = ["y", "idx", "count"],
        ["StringSplit"] = ["indices", "values", "shape"],
        ["StringSplitV2"] = ["indices", "values", "shape"],
        ["LookupTableExportV2"] = ["keys", "values"],
        ["StringNGrams"] = ["ngrams", "ngrams_splits"],
        ["UnicodeDecode"] = ["row_splits", "char_values"],
        ["UnicodeDecodeWithOffsets"] = ["row_splits", "char_values", "char_to_byte_starts"],
        ["SparseCross"] = ["output_indices", "output_values", "output_shape"],
        ["SparseCrossV2"] = ["output_indices", "output_values", "output_shape"],
        ["SparseCrossHashed"] = ["output_indices", "output_values", "output_shape"],
        ["CTCGreedyDecoder"] = ["decoded_indices", "decoded_values", "decoded_shape", "log_probability"],
        ["MaxPoolWithArgmax"] = ["output", "argmax"],
        ["RaggedTensorToSparse"] = ["sparse_indices", "sparse_values", "sparse_dense_shape"],
        ["RaggedRange"] = ["rt_nested_splits", "rt_dense_values"],
        ["SparseFillEmptyRows"] = ["output_indices", "output_values", "empty_row_indicator", "reverse_index_map"],
        ["SparseReorder"] = ["output_indices", "output_values"],
        ["SparseReshape"] = ["output_indices", "output_shape"],
        ["NonMaxSuppressionV4"] = ["selected_indices", "valid_outputs"],
        ["NonMaxSuppressionV5"] = ["selected_indices", "selected_scores", "valid_outputs"],
        ["CombinedNonMaxSuppression"] = ["nmsed_boxes", "nmsed_scores", "nmsed_classes", "valid_detections"],
        ["SoftmaxCrossEntropyWithLogits"] = ["loss", "backprop"],
        ["TensorListPopBack"] = ["output_handle", "tensor"],
        ["TensorListConcat"] = ["tensor", "lengths"],
        ["TensorListConcatV2"] = ["tensor", "lengths"],
        ["Switch"] = ["output_false", "output_true"],
        ["Merge"] = ["output", "value_index"],
        ["TensorArrayV3"] = ["handle", "flow"],
        ["TensorArrayConcatV3"] = ["value", "lengths"],
        ["Moments"] = ["mean", "variance"],
    }.ToFrozenDictionary();

    public static int Index(GraphNode node, string output, int position)
    {
        if (node.Op is "ParseExampleV2" or "ParseExample" or "ParseSingleExample")
        {
            return ExampleOutput(node, output) + position;
        }

        if (node.Op == "RaggedGather" && output == "output_dense_values")
        {
            return (int)node.Int("OUTPUT_RAGGED_RANK", 0);
        }

        if (node.Op == "TFText>RoundRobinTrim" && output == "row_splits")
        {
            return (int)node.Int("N", 1) + position;
        }

        if (node.Op == "CTCBeamSearchDecoder")
        {
            return ((int)node.Int("top_paths", 1) * Array.IndexOf(BeamPaths, output)) + position;
        }

        return ByOp.TryGetValue(node.Op, out var names) ? Math.Max(0, Array.IndexOf(names, output)) + position : position;
    }

    private static int ExampleOutput(GraphNode node, string output)
    {
        var sparse = (int)(node.Op == "ParseExample" ? node.Int("Nsparse", 0) : node.Int("num_sparse", 0));
        var dense = node.Attribute("Tdense")?.List?.Type.Count ?? 0;
        return output switch
        {
            "sparse_values" => sparse,
            "sparse_shapes" => 2 * sparse,
            "dense_values" => 3 * sparse,
            "ragged_values" => (3 * sparse) + dense,
            "ragged_row_splits" => (3 * sparse) + dense + (node.Attribute("ragged_value_types")?.List?.Type.Count ?? 0),
            _ => 0,
        };
    }
}
