using ModelServing.Inference.Examples;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading;

/// <summary>Puts signatures that classify or regress the same examples together, so that a multi-inference over them is one run.</summary>
internal static class JointSignatures
{
    /// <summary>Makes a signature for each tensor of examples that several signatures read and none of them has all outputs of.</summary>
    public static IReadOnlyDictionary<string, SignatureDef> Of(IReadOnlyDictionary<string, SignatureDef> signatures) => signatures
        .Where(pair => TakesExamples(new TensorSignature(pair.Key, pair.Value)))
        .Select(pair => pair.Value)
        .GroupBy(signature => signature.Inputs[ExampleOutputs.InputName].Name, StringComparer.Ordinal)
        .Select(group => (Name: $"all over {group.Key}", Definition: Join([.. group]))) // no tensor's name has a blank
        .Where(joint => joint.Definition is not null && !signatures.ContainsKey(joint.Name))
        .ToDictionary(joint => joint.Name, joint => joint.Definition!, StringComparer.Ordinal); // the others have been left out

    private static bool TakesExamples(TensorSignature signature) =>
        (ExampleOutputs.CheckClassify(signature) is null || ExampleOutputs.CheckRegress(signature) is null)
        && signature.Definition.Inputs.Values.Concat(signature.Definition.Outputs.Values).All(info => info.EncodingCase == TensorInfo.EncodingOneofCase.Name);

    private static SignatureDef? Join(List<SignatureDef> signatures)
    {
        var joint = new SignatureDef { Inputs = { signatures[0].Inputs } };
        foreach (var output in signatures.SelectMany(signature => signature.Outputs.Values))
        {
            joint.Outputs[output.Name] = output;
        }

        return signatures.Exists(signature => signature.Outputs.Values.DistinctBy(output => output.Name).Count() == joint.Outputs.Count) ? null : joint;
    }
}
