using System.Globalization;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>
/// The answers that every platform of a run has to give to the first payloads: recorded ones, or those of the platform that answers first.
/// A fast server that computes something else is told so.
/// </summary>
internal sealed class GoldenAnswers(double tolerance)
{
    public const int Samples = 16;
    public const double DefaultTolerance = 1e-3;

    private readonly Sample?[] _samples = new Sample?[Samples];

    /// <summary>Keeps a recorded answer, to whatever inputs the payload of that number has.</summary>
    public void Record(int payload, string source, IReadOnlyList<OutputTensor> outputs) => _samples[payload] = new(source, null, outputs);

    /// <summary>Compares an answer with the golden one, or makes it that if it is the first. Returns the one line that tells the largest difference.</summary>
    /// <param name="platform">Who answered.</param>
    /// <param name="payload">The number of the payload.</param>
    /// <param name="inputs">The digest of what was asked; answers to other questions are not compared.</param>
    /// <param name="outputs">The answer.</param>
    public string? Compare(string platform, int payload, ulong inputs, IReadOnlyList<OutputTensor> outputs)
    {
        if (payload >= Samples)
        {
            return null;
        }

        var golden = _samples[payload] ?? Interlocked.CompareExchange(ref _samples[payload], new(platform, inputs, outputs), null);
        if (golden is null || (golden.Inputs is { } asked && asked != inputs))
        {
            return null;
        }

        var source = golden.Source == platform ? "its own first answer" : golden.Source;
        return Difference(outputs, golden.Outputs) is { } difference ? $"{platform} answers payload {payload} differently from {source}: {difference}" : null;
    }

    private string? Difference(IReadOnlyList<OutputTensor> outputs, IReadOnlyList<OutputTensor> golden)
    {
        (double Distance, string Text)? largest = null;
        var compared = 0;
        foreach (var output in outputs)
        {
            OutputTensor[] candidates = [.. golden.Where(other => other.Name == output.Name)];
            candidates = candidates.Length > 0 ? candidates : [.. golden.Where(other => (other.Name.Length == 0 || output.Name.Length == 0) && other.Count == output.Count)];
            if (candidates.Length == 0)
            {
                continue;
            }

            // Without a name the nearest is meant: protocols that have room for one output do not say which it is.
            compared++;
            var nearest = candidates.Select(other => Difference(output, other)).MinBy(difference => difference.Distance);
            largest = largest is null || nearest.Distance > largest.Value.Distance ? nearest : largest;
        }

        return compared == 0 ? "they have no output in common" : largest is { Distance: > 1 } found ? found.Text : null;
    }

    /// <summary>The largest distance of two outputs in units of what is tolerated.</summary>
    private (double Distance, string Text) Difference(OutputTensor output, OutputTensor golden)
    {
        var name = output.Name.Length > 0 ? output.Name : golden.Name.Length > 0 ? golden.Name : "output";
        if (output.Numbers.Length != golden.Numbers.Length || output.Texts.Length != golden.Texts.Length)
        {
            return (double.PositiveInfinity, $"{name} has {output.Count} elements, not {golden.Count}");
        }

        var text = Enumerable.Range(0, output.Texts.Length).FirstOrDefault(index => output.Texts[index] != golden.Texts[index], -1);
        if (text >= 0)
        {
            return (double.PositiveInfinity, $"{name} is '{output.Texts[text]}', not '{golden.Texts[text]}', at {output.PlaceOf(text)}");
        }

        var (largest, place) = (0.0, 0);
        for (var i = 0; i < output.Numbers.Length; i++)
        {
            var distance = Math.Abs(output.Numbers[i] - golden.Numbers[i]) / (tolerance * Math.Max(1, Math.Abs(golden.Numbers[i])));
            (largest, place) = distance > largest ? (distance, i) : (largest, place);
        }

        return largest == 0 ? (0, "") : (largest, string.Create(
            CultureInfo.InvariantCulture,
            $"{name} is {output.Numbers[place]:g6}, not {golden.Numbers[place]:g6}, at {output.PlaceOf(place)}: {Math.Abs(output.Numbers[place] - golden.Numbers[place]):g3} apart"));
    }

    private sealed record Sample(string Source, ulong? Inputs, IReadOnlyList<OutputTensor> Outputs);
}
