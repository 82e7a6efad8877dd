using ModelServing.Inference.Examples;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Serving;

/// <summary>One run that gives the outputs of signatures over the same examples: of one of them, or of the model's joint signature.</summary>
internal sealed class JointRun
{
    private readonly Dictionary<string, string> _aliases;

    private JointRun(string signature, SignatureDef definition, IReadOnlyDictionary<string, SignatureDef> members)
    {
        Signature = signature;
        Members = members;
        _aliases = definition.Outputs.DistinctBy(output => output.Value.Name).ToDictionary(output => output.Value.Name, output => output.Key, StringComparer.Ordinal);
        var wanted = members.Values.SelectMany(Tensors).Select(tensor => _aliases[tensor]).ToHashSet(StringComparer.Ordinal);
        Filter = wanted.Count == definition.Outputs.Count ? null : wanted;
    }

    /// <summary>Gets the name of what is run.</summary>
    public string Signature { get; }

    /// <summary>Gets the outputs to ask for, or null for all.</summary>
    public IReadOnlyCollection<string>? Filter { get; }

    /// <summary>Gets the signatures that the run is for.</summary>
    public IReadOnlyDictionary<string, SignatureDef> Members { get; }

    /// <summary>Plans as few runs as the model allows for signatures that take examples.</summary>
    public static IEnumerable<JointRun> Plan(IModel model, IEnumerable<string> signatures) => signatures.Distinct(StringComparer.Ordinal)
        .GroupBy(name => Source(model.Signatures[name]))
        .SelectMany(group => Plan(model, group.ToDictionary(name => name, name => model.Signatures[name])));

    /// <summary>Gives each signature a run of its own.</summary>
    public IEnumerable<JointRun> Divide() => Members.Select(Alone);

    /// <summary>Picks a member's outputs out of the run's.</summary>
    public IReadOnlyDictionary<string, Tensor> Outputs(string member, IReadOnlyDictionary<string, Tensor> results) =>
        Members[member].Outputs.ToDictionary(output => output.Key, output => results[_aliases[output.Value.Name]], StringComparer.Ordinal);

    private static IEnumerable<JointRun> Plan(IModel model, Dictionary<string, SignatureDef> members)
    {
        var source = Source(members.Values.First());
        var wanted = members.Values.SelectMany(Tensors).ToHashSet(StringComparer.Ordinal);
        var covering = model.Signatures.Concat(model.JointSignatures)
            .Where(candidate => Source(candidate.Value) == source && wanted.IsSubsetOf(Tensors(candidate.Value)))
            .OrderBy(candidate => candidate.Value.Outputs.Count)
            .FirstOrDefault();
        return covering.Value is { } definition ? [new JointRun(covering.Key, definition, members)] : members.Select(Alone);
    }

    private static JointRun Alone(KeyValuePair<string, SignatureDef> member) => new(member.Key, member.Value, new Dictionary<string, SignatureDef> { [member.Key] = member.Value });

    private static string? Source(SignatureDef signature) =>
        signature.Inputs.Count == 1 && signature.Inputs.TryGetValue(ExampleOutputs.InputName, out var input) ? input.Name : null;

    private static IEnumerable<string> Tensors(SignatureDef signature) => signature.Outputs.Values.Select(output => output.Name);
}
