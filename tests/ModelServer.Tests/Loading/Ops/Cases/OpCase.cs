using ModelServing.Inference.Protos;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>One operation with attributes, the inputs of several runs of the same model, and what the results must be.</summary>
internal sealed class OpCase
{
    private readonly List<(string Name, AttrValue Value)> _attributes = [];
    private readonly List<Arg[]> _runs = [];

    public required string Op { get; init; }

    public string Label { get; private set; } = string.Empty;

    public IReadOnlyList<DataType> Types { get; private set; } = [DataType.Float];

    public string TypeAttribute { get; private set; } = "T";

    /// <summary>Gets the types of the outputs; nothing stands for the case's own type.</summary>
    public IReadOnlyList<DataType?> Outputs { get; private set; } = [null];

    public IReadOnlyList<(string Name, AttrValue Value)> Attributes => _attributes;

    public IReadOnlyList<Arg[]> Runs => _runs;

    public Func<Nd[], Nd[]> Reference { get; private set; } = inputs => [inputs[0]];

    public double Tolerance { get; private set; } = 1e-4;

    public static OpCase For(string op, string label = "") => new() { Op = op, Label = label };

    public OpCase On(params DataType[] types) => Set(() => Types = types);

    public OpCase Typed(string attribute) => Set(() => TypeAttribute = attribute);

    public OpCase Within(double tolerance) => Set(() => Tolerance = tolerance);

    public OpCase Gives(params DataType?[] outputs) => Set(() => Outputs = outputs);

    public OpCase With(string attribute, AttrValue value) => Set(() => _attributes.Add((attribute, value)));

    public OpCase With(string attribute, long value) => With(attribute, Testing.SavedModels.Attributes.Of(value));

    public OpCase With(string attribute, float value) => With(attribute, Testing.SavedModels.Attributes.Of(value));

    public OpCase With(string attribute, bool value) => With(attribute, Testing.SavedModels.Attributes.Of(value));

    public OpCase With(string attribute, string value) => With(attribute, Testing.SavedModels.Attributes.Of(value));

    public OpCase With(string attribute, DataType value) => With(attribute, Testing.SavedModels.Attributes.Of((Inference.Protos.DataType)value));

    public OpCase With(string attribute, params long[] values) => With(attribute, Testing.SavedModels.Attributes.List(values));

    /// <summary>Adds a run; constants must be the same in all of them.</summary>
    public OpCase Feed(params Arg[] inputs) => Set(() => _runs.Add(inputs));

    public OpCase Is(Func<Nd[], Nd> reference) => Set(() => Reference = inputs => [reference(inputs)]);

    public OpCase Are(Func<Nd[], Nd[]> reference) => Set(() => Reference = reference);

    public override string ToString() => Label.Length == 0 ? Op : $"{Op}, {Label}";

    private OpCase Set(Action change)
    {
        change();
        return this;
    }
}
