namespace ModelServing.Inference.Rest;

/// <summary>How a predict request lays its values out; the answer follows it.</summary>
public enum PredictFormat
{
    /// <summary><c>instances</c>: one value (or object) per example.</summary>
    Row,

    /// <summary><c>inputs</c>: one value per tensor.</summary>
    Column,
}
