namespace ModelServing.Inference.Json;

/// <summary>Why a text is not JSON, and at which byte.</summary>
internal sealed record JsonFailure(string Text, int Offset)
{
    public override string ToString() => Offset < 0 ? $"JSON Parse error: {Text}" : $"JSON Parse error: {Text} at offset: {Offset}";
}
