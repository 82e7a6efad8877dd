using System.Collections.Frozen;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>Operations that hold state, and those that change it.</summary>
internal static class StateOps
{
    /// <summary>The way of a handle into nested loops is short; a longer chain hands on a value.</summary>
    private const int MaxPassed = 1000;

    private static readonly FrozenSet<string> Tables = FrozenSet.ToFrozenSet(
    [
        "HashTableV2", "HashTable", "AnonymousHashTable", "MutableHashTableV2", "MutableHashTable", "MutableHashTableOfTensorsV2", "MutableHashTableOfTensors",
        "AnonymousMutableHashTable",
    ]);

    private static readonly FrozenSet<string> Variables = FrozenSet.ToFrozenSet(["VarHandleOp", "VariableV2", "Variable"]);

    private static readonly FrozenSet<string> Changing = FrozenSet.ToFrozenSet(
        ["Assign", "AssignAdd", "AssignSub", "AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp", "LookupTableInsertV2"]);

    private static readonly FrozenSet<string> Reading = FrozenSet.ToFrozenSet(["ReadVariableOp", "LookupTableFindV2"]);

    private static readonly FrozenSet<string> Fills = FrozenSet.ToFrozenSet(
    [
        "InitializeTableV2", "InitializeTable", "InitializeTableFromTextFileV2", "InitializeTableFromTextFile", "LookupTableImportV2", "LookupTableImport",
    ]);

    public static bool IsTable(GraphNode node) => Tables.Contains(node.Op);

    public static bool IsMutableTable(GraphNode node) => IsTable(node) && node.Op.Contains("Mutable", StringComparison.Ordinal);

    /// <summary>Tells whether a node holds the model of a tokenizer.</summary>
    public static bool IsTokenizer(GraphNode node) => node.Op == "SentencepieceOp";

    public static bool IsVariable(GraphNode node) => Variables.Contains(node.Op);

    /// <summary>Tells whether an operation changes what later requests see.</summary>
    public static bool Changes(string op) => Changing.Contains(op);

    /// <summary>Tells whether an operation does nothing but read state.</summary>
    public static bool Reads(string op) => Reading.Contains(op);

    /// <summary>Finds the state that a value is the handle of or, in TensorFlow 1, the reference to.</summary>
    public static GraphNode? Behind(Edge edge)
    {
        var isReference = true;
        for (var passed = 0; passed < MaxPassed && edge.Node is { Op: "Identity" or "Enter" or "Switch", Inputs: [var input, ..] } node; passed++)
        {
            isReference &= node.IsReference;
            edge = input;
        }

        return IsTable(edge.Node) || IsTokenizer(edge.Node) || edge.Node.Op == "VarHandleOp" || (IsVariable(edge.Node) && isReference) ? edge.Node : null;
    }

    /// <summary>Tells whether a node gives a table its content.</summary>
    public static bool Fill(GraphNode node) => Fills.Contains(node.Op);

    /// <summary>Names the state behind a handle: handles of one shared name are one.</summary>
    public static string Key(GraphNode node)
    {
        var shared = node.Text("shared_name", string.Empty);
        var kind = IsTable(node) ? "table" : IsTokenizer(node) ? "tokenizer" : "variable";
        return $"{kind} {(shared.Length > 0 ? shared : node.Name)}";
    }
}
