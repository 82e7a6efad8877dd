namespace ModelServing.Benchmarks.Reports;

/// <summary>What a figure must reach and what it aims at; for figures where less is better, both are upper bounds.</summary>
internal sealed record Goal(double Must, double Aim, bool LessIsBetter = false)
{
    public string Judge(double value) => Reaches(value, Aim) ? "reaches the aim" : Reaches(value, Must) ? "good enough" : "NOT good enough";

    private bool Reaches(double value, double bound) => LessIsBetter ? value <= bound : value >= bound;
}
