using System.Text;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>A classifier in the shape that Estimators of TensorFlow 1 export: examples, a vocabulary column with an embedding, a number, and named classes.</summary>
internal sealed class EstimatorExport
{
    public const int Width = 2;

    private static readonly (string, AttrValue) Ids = ("T", Attributes.Of(DataType.DtInt64));
    private static readonly (string, AttrValue) Indices = ("Tparams", Attributes.Of(DataType.DtInt64));

    private readonly SavedModelBuilder _builder = new();

    public string[] Vocabulary { get; } = ["clerk", "farmer", "nurse"];

    public string[] Classes { get; } = ["low", "high"];

    public float[] Embedding { get; } = OpRun.Random(5, 3, Width).Floats();

    public float[] Kernel { get; } = OpRun.Random(6, Width + 1, 2).Floats();

    public SavedModelBuilder Build()
    {
        var examples = _builder.Placeholder("input_example_tensor", DataType.DtString, -1);
        string[] inputs = [examples, Text("names", []), Text("sparse_key", [], "job"), Text("dense_key", [], "age"), _builder.Constant("age_default", Tensor.Create<float>([0]))];
        _builder.Add(
            "ParseExample",
            "ParseExample",
            inputs,
            ("Nsparse", Attributes.Of(1L)), ("Ndense", Attributes.Of(1L)), ("sparse_types", Attributes.List(DataType.DtString)), ("Tdense", Attributes.List(DataType.DtFloat)), ("dense_shapes", Attributes.Shapes([1])));
        var features = _builder.Add("ConcatV2", "features", ["ParseExample:3", Embed(), Number("features_axis", 1)], OpRun.Float, ("N", Attributes.Of(2L)));
        var product = _builder.Add("MatMul", "logits", [features, Variable("kernel", Tensor.Create<float>([Width + 1, 2], Kernel))], OpRun.Float);
        var scores = _builder.Add("Softmax", "probabilities", [product], OpRun.Float);
        _builder.InitOp("group_deps", isCollection: true);
        Sign(examples, scores);
        return _builder;
    }

    private void Sign(string examples, string scores)
    {
        var count = _builder.Add("StridedSlice", "batch", [_builder.Add("Shape", "scores_shape", [scores], OpRun.Float), Vector("b0", 0), Vector("b1", 1), Vector("b2", 1)], ("T", Attributes.Of(DataType.DtInt32)), ("shrink_axis_mask", Attributes.Of(1L)));
        var multiples = _builder.Add("Pack", "multiples", [count, Number("one", 1)], ("T", Attributes.Of(DataType.DtInt32)), ("N", Attributes.Of(2L)));
        var row = _builder.Add("ExpandDims", "class_row", [Text("class_names", [2], Classes), Number("zero", 0)], Texts.Type);
        var classes = _builder.Add("Tile", "classes", [row, multiples], Texts.Type);
        _builder.Sign(
            "serving_default",
            [("inputs", TensorProtos.Info(examples, DataType.DtString, -1))],
            [("classes", TensorProtos.Info(classes, DataType.DtString, -1, -1)), ("scores", TensorProtos.Info(scores, DataType.DtFloat, -1, 2))],
            "tensorflow/serving/classify");
        var best = _builder.Add("ArgMax", "class_id", [scores, Number("last", -1)], OpRun.Float);
        var text = _builder.Add("AsString", "class_text", [best], Ids);
        _builder.Sign("predict", [("examples", TensorProtos.Info(examples, DataType.DtString, -1))], [("classes", TensorProtos.Info(text, DataType.DtString, -1))]);
    }

    /// <summary>The vocabulary's ids, without the unknown ones, averaged over each row's embeddings; rows without any are zeros.</summary>
    private string Embed()
    {
        var table = _builder.Table("hash_table", DataType.DtString, DataType.DtInt64);
        var file = _builder.Asset("asset_filepath", "job.txt", Encoding.UTF8.GetBytes(string.Join('\n', Vocabulary)));
        _builder.Add("InitializeTableFromTextFileV2", "table_init", [table, file], ("key_index", Attributes.Of(-2L)), ("value_index", Attributes.Of(-1L)), ("vocab_size", Attributes.Of(3L)));
        _builder.Add("NoOp", "group_deps", ["^table_init"]);
        var ids = _builder.Add("LookupTableFindV2", "lookup", [table, "ParseExample:1", _builder.Constant("unknown", Tensor.Scalar(-1L))], ("Tin", Attributes.Of(DataType.DtString)), ("Tout", Attributes.Of(DataType.DtInt64)));
        _builder.Add("SparseReshape", "reshape", ["ParseExample", "ParseExample:2", _builder.Add("Identity", "same_shape", ["ParseExample:2"], Ids)]);
        var known = _builder.Add("Reshape", "known", [_builder.Add("Where", "where", [_builder.Add("GreaterEqual", "valid", [ids, _builder.Constant("first", Tensor.Scalar(0L))], Ids)]), Vector("flat", -1)], Ids);
        var axis = Number("rows_axis", 0);
        _builder.Add(
            "SparseFillEmptyRows",
            "filled",
            [_builder.Add("GatherV2", "kept_indices", ["reshape", known, axis], Indices), _builder.Add("GatherV2", "kept_ids", [ids, known, axis], Indices), "reshape:1", _builder.Constant("fill", Tensor.Scalar(0L))],
            Ids);
        var segments = _builder.Add("StridedSlice", "segment_ids", ["filled", Vector("s0", 0, 0), Vector("s1", 0, 1), Vector("s2", 1, 1)], Ids, ("begin_mask", Attributes.Of(1L)), ("end_mask", Attributes.Of(1L)), ("shrink_axis_mask", Attributes.Of(2L)));
        _builder.Add("Unique", "unique", ["filled:1"], Ids);
        var rows = _builder.Add("GatherV2", "embedding_lookup", [Variable("embedding", Tensor.Create<float>([3, Width], Embedding)), "unique:0", axis], ("Tparams", Attributes.Of(DataType.DtFloat)));
        var segment = _builder.Add("Cast", "segment_numbers", [segments], ("SrcT", Attributes.Of(DataType.DtInt64)), ("DstT", Attributes.Of(DataType.DtInt32)));
        var mean = _builder.Add("SparseSegmentMean", "mean", [rows, "unique:1", segment], OpRun.Float);
        return ZeroWhereEmpty(mean);
    }

    private string ZeroWhereEmpty(string mean)
    {
        var column = _builder.Add("Reshape", "empty_column", ["filled:2", Vector("column", -1, 1)], ("T", Attributes.Of(DataType.DtBool)));
        var width = _builder.Add("StridedSlice", "width", [_builder.Add("Shape", "mean_shape", [mean], OpRun.Float), Vector("w0", 1), Vector("w1", 2), Vector("w2", 1)], ("T", Attributes.Of(DataType.DtInt32)), ("shrink_axis_mask", Attributes.Of(1L)));
        var multiples = _builder.Add("Pack", "tile_by", [Number("tile_one", 1), width], ("T", Attributes.Of(DataType.DtInt32)), ("N", Attributes.Of(2L)));
        var flags = _builder.Add("Tile", "is_empty", [column, multiples], ("T", Attributes.Of(DataType.DtBool)));
        return _builder.Add("Select", "embedded", [flags, _builder.Add("ZerosLike", "zeros", [mean], OpRun.Float), mean], OpRun.Float);
    }

    private string Variable(string name, Tensor value) => _builder.Add("Identity", name + "/read", [_builder.ReferenceVariable(name, value)], OpRun.Float);

    private string Text(string name, long[] shape, params string[] values) => _builder.Constant(name, values.Length == 0 ? Texts.Of() : Tensor.FromStrings(shape, values));

    private string Number(string name, int value) => _builder.Constant(name, Tensor.Scalar(value));

    private string Vector(string name, params int[] values) => _builder.Constant(name, Tensor.Create<int>([values.Length], values));
}
