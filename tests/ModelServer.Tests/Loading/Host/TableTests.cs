using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class TableTests
{
    private static readonly (string, AttrValue)[] TextToId = [("Tin", Attributes.Of(DataType.DtString)), ("Tout", Attributes.Of(DataType.DtInt64))];

    [Fact]
    public void Run_TableFilledByAFunctionOfTheInitOp_FindsOrDefaults()
    {
        var builder = new SavedModelBuilder();
        var table = builder.Table("table", DataType.DtString, DataType.DtInt64);
        builder.InitializeByFunction(table, builder.Constant("keys", Texts.Of("cat", "", "Grüße")), builder.Constant("values", Tensor.Create([3], 1L, 2, 3)), (DataType.DtString, DataType.DtInt64));
        AddLookup(builder, table);
        using var model = Models.Load(builder);

        Assert.Equal("int64[2,2] 3 -1 2 1", Find(model, Tensor.FromStrings([2, 2], "Grüße", "dog", "", "cat")).Show());
        Assert.Equal("int64[0]", Find(model, Texts.Of()).Show());
        Assert.Equal("int64[1] -1", Find(model, Texts.OfBytes([0xFF])).Show());
    }

    [Fact]
    public void Run_TableOfTheFirstGeneration_IsFilledByTheMainOp()
    {
        var builder = new SavedModelBuilder();
        var table = builder.Table("table", DataType.DtInt64, DataType.DtString, "HashTable");
        var keys = builder.Add("Range", "keys", [builder.Constant("start", Tensor.Scalar(0L)), builder.Constant("limit", Tensor.Scalar(3L)), builder.Constant("delta", Tensor.Scalar(1L))], ("Tidx", Attributes.Of(DataType.DtInt64)));
        builder.Add("InitializeTable", "init", [table, keys, builder.Constant("values", Texts.Of("a", "b", "c"))]);
        builder.Add("NoOp", "init_all_tables", ["^init"]);
        builder.Add("NoOp", "group_deps", ["^init_all_tables"]);
        builder.InitOp("group_deps", isCollection: true);
        var ids = builder.Placeholder("ids", DataType.DtInt64, -1);
        var found = builder.Add("LookupTableFind", "find", [table, ids, builder.Constant("unknown", Tensor.FromStrings([], "?"))], ("Tin", Attributes.Of(DataType.DtInt64)), ("Tout", Attributes.Of(DataType.DtString)));
        builder.Sign("serving_default", [("ids", TensorProtos.Info(ids, DataType.DtInt64))], [("y", TensorProtos.Info(found, DataType.DtString)), ("size", TensorProtos.Info(builder.Add("LookupTableSize", "size", [table]), DataType.DtInt64))]);
        using var model = Models.Load(builder);

        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["ids"] = Tensor.Create([3], 2L, 7, 0) }, null);

        Assert.Equal(["string[3] c ? a", "int64[] 3"], [results["y"].Show(), results["size"].Show()]);
    }

    [Theory]
    [InlineData("apple\r\npear\n", -2, -1, DataType.DtString, "int64[3] 0 1 -1")]
    [InlineData("7 apple\n9 pear", 1, 0, DataType.DtString, "int64[3] 7 9 -1")]
    public void Run_TableFromAnAsset_ReadsLinesOrColumns(string content, long key, long value, DataType type, string expected)
    {
        var builder = new SavedModelBuilder();
        AddTextFile(builder, Encoding.UTF8.GetBytes(content), key, value, type);
        using var model = Models.Load(builder);

        Assert.Equal(expected, Find(model, Texts.Of("apple", "pear", "plum")).Show());
    }

    /// <summary>So TensorFlow 2 writes it: the loader feeds the path to a placeholder, which the init op assigns to a variable.</summary>
    [Fact]
    public void Run_TableFromAnAssetInAVariable_ReadsIt()
    {
        var builder = new SavedModelBuilder();
        var table = builder.Table("table", DataType.DtString, DataType.DtInt64);
        var file = builder.Asset("asset_path_initializer", "words.txt", "apple\npear"u8.ToArray(), isFed: true);
        var variable = builder.Add("VarHandleOp", "Variable", [], ("dtype", Attributes.Of(DataType.DtString)), ("shape", Attributes.Shape()));
        builder.Add("AssignVariableOp", "Variable/Assign", [variable, file], ("dtype", Attributes.Of(DataType.DtString)));
        var path = builder.Add("ReadVariableOp", "ReadVariableOp", [variable, "^Variable/Assign"], ("dtype", Attributes.Of(DataType.DtString)));
        builder.Add("InitializeTableFromTextFileV2", "fill", [table, path], ("key_index", Attributes.Of(-2L)), ("value_index", Attributes.Of(-1L)));
        builder.Add("NoOp", "init", ["^fill", "^Variable/Assign"]);
        builder.InitOp("init");
        AddLookup(builder, table);
        using var model = Models.Load(builder);

        Assert.Equal("int64[3] 0 1 -1", Find(model, Texts.Of("apple", "pear", "plum")).Show());
    }

    [Fact]
    public void Run_ReadFile_GivesAnAssetsBytes()
    {
        var builder = new SavedModelBuilder();
        var content = builder.Add("ReadFile", "content", [builder.Asset("asset_path", "words.txt", "apple\n"u8.ToArray())]);
        builder.Sign("serving_default", [("texts", TensorProtos.Info(builder.Placeholder("texts", DataType.DtString, -1), DataType.DtString))], [("y", TensorProtos.Info(content, DataType.DtString))]);
        var folder = Directory.CreateTempSubdirectory("savedmodel-");
        try
        {
            builder.WriteTo(folder.FullName);
            using var model = Models.Load(folder.FullName);

            Assert.Equal(["apple\n"], Find(model, Texts.Of("")).Read());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Run_ReadFileThatIsNotThere_SaysSo()
    {
        var refusal = Assert.Throws<ModelRunException>(() => OpRun.Single("ReadFile", [Tensor.FromStrings([], "/no/such/file")], []));

        Assert.Equal((ErrorCode.NotFound, "/no/such/file; No such file or directory"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void TryLoad_TableFromABadFile_SaysWhatIsWrong()
    {
        var columns = new SavedModelBuilder();
        AddTextFile(columns, "7 apple\nx"u8.ToArray(), 1, 0, DataType.DtString);
        var number = new SavedModelBuilder();
        AddTextFile(number, "7 apple\nx pear"u8.ToArray(), 1, 0, DataType.DtString);

        Assert.Matches("Invalid number of columns in .*words.txt line 1 \\(x\\) : expected at least 2 got 1", Models.FailToLoad(columns).Message);
        Assert.Matches("Field x in .*words.txt is not a valid int64", Models.FailToLoad(number).Message);
    }

    [Fact]
    public void TryLoad_KeyWithTwoValues_IsRefused()
    {
        var builder = new SavedModelBuilder();
        var table = builder.Table("table", DataType.DtString, DataType.DtInt64);
        builder.InitializeByFunction(table, builder.Constant("keys", Texts.Of("a", "a")), builder.Constant("values", Tensor.Create([2], 1L, 2)), (DataType.DtString, DataType.DtInt64));
        AddLookup(builder, table);

        Assert.Equal(
            new LoadError(
                ErrorCode.FailedPrecondition,
                "Table table could not be initialized by StatefulPartitionedCall_init/import: HashTable has different value for same key. Key a has 1 and trying to add value 2"),
            Models.FailToLoad(builder));
    }

    [Fact]
    public void Run_TableThatNothingFills_IsNotInitialized()
    {
        var builder = new SavedModelBuilder();
        AddLookup(builder, builder.Table("table", DataType.DtString, DataType.DtInt64));
        using var model = Models.Load(builder);

        Assert.Equal(ErrorCode.FailedPrecondition, Assert.Throws<ModelRunException>(() => Find(model, Texts.Of("a"))).Code);
    }

    [Fact]
    public void Run_MutableTable_IsRestoredFromTheCheckpoint()
    {
        var builder = new SavedModelBuilder();
        var table = builder.RestoredTable("words", Texts.Of("", "wörd", new string('x', 300)), Tensor.Create([3], 5L, 6, 7));
        AddLookup(builder, table);
        builder.Add("LookupTableExportV2", "export", [table], ("Tkeys", Attributes.Of(DataType.DtString)), ("Tvalues", Attributes.Of(DataType.DtInt64)));
        builder.Sign("export", [], [("keys", TensorProtos.Info("export:0", DataType.DtString)), ("values", TensorProtos.Info("export:1", DataType.DtInt64))]);
        using var model = Models.Load(builder);

        Assert.Equal("int64[4] 6 5 7 -1", Find(model, Texts.Of("wörd", "", new string('x', 300), "no")).Show());
        var exported = model.Run("export", new Dictionary<string, Tensor>(), null);
        Assert.Equal(["", "wörd", new string('x', 300)], exported["keys"].Read());
        Assert.Equal("int64[3] 5 6 7", exported["values"].Show());
    }

    [Fact]
    public async Task Run_InsertsBesideLookups_AreSeenWholeOrNotAtAll()
    {
        var builder = new SavedModelBuilder();
        var table = builder.RestoredTable("words", Texts.Of("k0"), Tensor.Create([1], 0L));
        AddLookup(builder, table);
        var keys = builder.Placeholder("new_keys", DataType.DtString, -1);
        var values = builder.Placeholder("new_values", DataType.DtInt64, -1);
        builder.Add("LookupTableInsertV2", "insert", [table, keys, values], ("Tin", Attributes.Of(DataType.DtString)), ("Tout", Attributes.Of(DataType.DtInt64)));
        var size = builder.Add("Identity", "size", [builder.Add("LookupTableSizeV2", "count", [table, "^insert"])], ("T", Attributes.Of(DataType.DtInt64)));
        builder.Sign("insert", [("keys", TensorProtos.Info(keys, DataType.DtString)), ("values", TensorProtos.Info(values, DataType.DtInt64))], [("size", TensorProtos.Info(size, DataType.DtInt64))]);
        using var model = Models.Load(builder);

        var writers = Enumerable.Range(1, 4).Select(writer => Task.Run(() => Enumerable.Range(0, 25).ToList().ForEach(i =>
        {
            var number = (writer * 100) + i;
            model.Run("insert", new Dictionary<string, Tensor> { ["keys"] = Texts.Of($"a{number}", $"b{number}"), ["values"] = Tensor.Create([2], number, (long)number) }, null);
        })));
        var readers = Enumerable.Range(1, 4).Select(reader => Task.Run(() => Enumerable.Range(0, 25).ToList().ForEach(i =>
        {
            var number = (reader * 100) + i;
            var found = Find(model, Texts.Of($"a{number}", $"b{number}", "k0")).AsSpan<long>().ToArray();
            Assert.True(found[0] == found[1] && found[0] is -1 or >= 100 && found[2] == 0);
        })));
        await Task.WhenAll(writers.Concat(readers));

        Assert.Equal("int64[2] 424 -1", Find(model, Texts.Of("b424", "b425")).Show());
        Assert.Equal("int64[] 202", model.Run("insert", new Dictionary<string, Tensor> { ["keys"] = Texts.Of("k1"), ["values"] = Tensor.Create([1], 1L) }, null)["size"].Show());
    }

    private static void AddTextFile(SavedModelBuilder builder, byte[] content, long key, long value, DataType type)
    {
        var table = builder.Table("table", type, DataType.DtInt64);
        var file = builder.Asset("asset_path", "words.txt", content);
        builder.Add(
            "InitializeTableFromTextFileV2",
            "init",
            [table, file],
            ("delimiter", Attributes.Of(" ")), ("key_index", Attributes.Of(key)), ("value_index", Attributes.Of(value)), ("vocab_size", Attributes.Of(-1L)));
        builder.InitOp("init");
        AddLookup(builder, table);
    }

    private static void AddLookup(SavedModelBuilder builder, string table)
    {
        var texts = builder.Placeholder("texts", DataType.DtString, -1);
        var found = builder.Add("LookupTableFindV2", "find", [table, texts, builder.Constant("missing", Tensor.Scalar(-1L))], TextToId);
        builder.Sign("serving_default", [("texts", TensorProtos.Info(texts, DataType.DtString))], [("y", TensorProtos.Info(found, DataType.DtInt64))]);
    }

    private static Tensor Find(LoadedModel model, Tensor texts) => model.Run("serving_default", new Dictionary<string, Tensor> { ["texts"] = texts }, null)["y"];
}
