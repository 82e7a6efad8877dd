namespace ModelServing.ExperimentApi.States;

/// <summary>What both arms did while the treatment's share was constant. Never pooled with another step: a moving baseline would decide.</summary>
internal sealed record StepData(int TreatmentWeight, ArmData Control, ArmData Treatment)
{
    public static StepData Empty(int weight) => new(weight, ArmData.None, ArmData.None);
}
