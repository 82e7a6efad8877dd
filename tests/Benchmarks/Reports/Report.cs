using System.Globalization;

namespace ModelServing.Benchmarks.Reports;

/// <summary>Prints figures as they come.</summary>
internal static class Report
{
    public static void Heading(string text) => Console.WriteLine($"\n{text}");

    public static void Figure(string name, double value, string unit, Goal? goal = null) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-56} {value,12:N2} {unit,-8}{(goal is null ? "" : $" {goal.Judge(value)} (must {goal.Must}, aim {goal.Aim})")}"));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
