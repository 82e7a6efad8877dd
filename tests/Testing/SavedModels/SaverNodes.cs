using System.Text;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.SavedModels;

/// <summary>The nodes by which a runtime saves and restores the variables of a graph.</summary>
internal static class SaverNodes
{
    public static SaverDef AddTo(GraphDef graph, IReadOnlyDictionary<string, Tensor> variables, IReadOnlyDictionary<string, string> tables)
    {
        var types = variables.Values.Select(value => (DataType)value.DataType).ToArray();
        AddFilename(graph);
        AddNames(graph, "save/SaveV2", [.. variables.Keys]);
        AddNames(graph, "save/RestoreV2", [.. variables.Keys]);
        List<string> saved = ["save/Const", "save/SaveV2/tensor_names", "save/SaveV2/shape_and_slices"];
        List<string> restored = [];
        graph.Node.Add(SavedModelBuilder.Node("RestoreV2", "save/RestoreV2", ["save/Const", "save/RestoreV2/tensor_names", "save/RestoreV2/shape_and_slices"], ("dtypes", Attributes.List(types))));
        foreach (var (index, name) in variables.Keys.Index())
        {
            if (name.EndsWith("-values", StringComparison.Ordinal) && tables.TryGetValue(name[..^"-values".Length], out var table))
            {
                // A table's keys and values are neighbours: "t-keys", "t-values".
                AddImport(graph, index, table, (types[index - 1], types[index]));
                restored.Add($"^save/Import_{index}");
                saved.AddRange([$"save/Export_{index}", $"save/Export_{index}:1"]);
            }
            else if (!name.EndsWith("-keys", StringComparison.Ordinal) || !tables.ContainsKey(name[..^"-keys".Length]))
            {
                AddAssignment(graph, index, name, types[index]);
                restored.Add($"^save/AssignVariableOp_{index}");
                saved.Add($"save/Read_{index}");
            }
        }

        graph.Node.Add(SavedModelBuilder.Node("SaveV2", "save/SaveV2", saved, ("dtypes", Attributes.List(types))));
        graph.Node.Add(SavedModelBuilder.Node("Identity", "save/control_dependency", ["save/Const", "^save/SaveV2"], ("T", Attributes.Of(DataType.DtString))));
        graph.Node.Add(SavedModelBuilder.Node("NoOp", "save/restore_all", restored));
        return new SaverDef
        {
            FilenameTensorName = "save/Const:0",
            SaveTensorName = "save/control_dependency:0",
            RestoreOpName = "save/restore_all",
            MaxToKeep = 1,
            Version = SaverDef.Types.CheckpointFormatVersion.V2,
        };
    }

    private static void AddFilename(GraphDef graph)
    {
        var type = ("dtype", Attributes.Of(DataType.DtString));
        graph.Node.Add(SavedModelBuilder.Node("Const", "save/filename", [], type, ("value", Attributes.Of(Tensor.FromStrings([], "model")))));
        graph.Node.Add(SavedModelBuilder.Node("PlaceholderWithDefault", "save/Const", ["save/filename"], type, ("shape", Attributes.Shape())));
    }

    private static void AddNames(GraphDef graph, string prefix, string[] names)
    {
        AddStrings(graph, prefix + "/tensor_names", names);
        AddStrings(graph, prefix + "/shape_and_slices", [.. names.Select(_ => string.Empty)]);
    }

    private static void AddStrings(GraphDef graph, string name, string[] values)
    {
        var bytes = values.Select(value => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(value)).ToArray();
        var tensor = Tensor.FromStrings([bytes.Length], bytes);
        graph.Node.Add(SavedModelBuilder.Node("Const", name, [], ("dtype", Attributes.Of(DataType.DtString)), ("value", Attributes.Of(tensor))));
    }

    private static void AddAssignment(GraphDef graph, int index, string variable, DataType type)
    {
        var restored = index == 0 ? "save/RestoreV2" : $"save/RestoreV2:{index}";
        graph.Node.Add(SavedModelBuilder.Node("Identity", $"save/Identity_{index}", [restored], ("T", Attributes.Of(type))));
        graph.Node.Add(SavedModelBuilder.Node(IsReference(graph, variable) ? "Assign" : "AssignVariableOp", $"save/AssignVariableOp_{index}", [variable, $"save/Identity_{index}"], ("dtype", Attributes.Of(type))));
        graph.Node.Add(SavedModelBuilder.Node(IsReference(graph, variable) ? "Identity" : "ReadVariableOp", $"save/Read_{index}", [variable], ("dtype", Attributes.Of(type))));
    }

    private static void AddImport(GraphDef graph, int index, string table, (DataType Keys, DataType Values) types)
    {
        (string, AttrValue)[] imported = [("Tin", Attributes.Of(types.Keys)), ("Tout", Attributes.Of(types.Values))];
        graph.Node.Add(SavedModelBuilder.Node("LookupTableImportV2", $"save/Import_{index}", [table, $"save/RestoreV2:{index - 1}", $"save/RestoreV2:{index}"], imported));
        (string, AttrValue)[] exported = [("Tkeys", Attributes.Of(types.Keys)), ("Tvalues", Attributes.Of(types.Values))];
        graph.Node.Add(SavedModelBuilder.Node("LookupTableExportV2", $"save/Export_{index}", [table], exported));
    }

    private static bool IsReference(GraphDef graph, string variable) => graph.Node.Any(node => node.Name == variable && node.Op == "VariableV2");
}
