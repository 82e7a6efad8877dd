using System.Globalization;
using System.Text.RegularExpressions;
using ModelServing.BenchmarkWorker.Analysis;

namespace ModelServing.BenchmarkWorker.Advice.Narration;

/// <summary>Lets through the sentences of a narration that the results bear out, word by word where words can be checked. What is in doubt is left out.</summary>
internal static partial class NarrationCheck
{
    private const int MostSentences = 10;
    private const int LongestSentence = 400;
    private static readonly string[] KnownWords = ["CPU", "HTTP", "REST", "SLO", "I", "Holm"];
    private static readonly string[] Numerals = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The sentences that hold, with the platforms' own names.</summary>
    public static IReadOnlyList<string> Keep(string narration, NarrationFacts facts) =>
        [.. Sentences().Split(narration.ReplaceLineEndings(" ")).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length is > 0 and <= LongestSentence && Holds(sentence, facts)).Take(MostSentences)
            .Select(sentence => Label().Replace(sentence, match => facts.Names[match.Value]))];

    /// <summary>Whether every label, percentile, figure and claim of a sentence is in the results.</summary>
    internal static bool Holds(string sentence, NarrationFacts facts)
    {
        var labels = Label().Matches(sentence).Select(match => match.Value).ToHashSet();
        if (Markup().IsMatch(sentence) || Platforms().IsMatch(sentence) || Multiples().IsMatch(sentence) || !labels.All(facts.Names.ContainsKey)
            || !Percentile().Matches(sentence).All(match => facts.Percentiles.Contains(match.Value)))
        {
            return false;
        }

        var plain = Percentile().Replace(Label().Replace(sentence, "it"), "it");
        return !HasUnknownName(plain) && FiguresHold(plain, labels, facts) && ClaimsHold(sentence, labels, facts);
    }

    /// <summary>A capital in the middle of a sentence begins a name, and every name that may be said is a label.</summary>
    private static bool HasUnknownName(string plain) => Name().Matches(plain).Any(match => match.Index > 0 && !KnownWords.Contains(match.Value));

    private static bool FiguresHold(string plain, HashSet<string> labels, NarrationFacts facts)
    {
        var matches = Number().Matches(plain);
        for (var i = 0; i < matches.Count; i++)
        {
            var unit = matches[i].Groups["unit"].Value;
            if (unit.Length == 0 && i + 1 < matches.Count && Range().IsMatch(plain[(matches[i].Index + matches[i].Length)..matches[i + 1].Index]))
            {
                unit = matches[i + 1].Groups["unit"].Value; // "between 4.9 and 5.1 ms"
            }

            if (!facts.Figures.Any(figure => figure.Owners.All(labels.Contains) && IsRounded(figure, matches[i].Groups["number"].Value, unit)))
            {
                return false;
            }
        }

        return !Number().Replace(plain, "").Any(char.IsAsciiDigit)
            && Numeral().Matches(plain).All(match => facts.Figures.Any(figure => figure.Owners.All(labels.Contains)
                && IsRounded(figure, Array.IndexOf(Numerals, match.Groups["number"].Value.ToLowerInvariant()).ToString(CultureInfo.InvariantCulture), match.Groups["unit"].Value is { Length: > 0 } unit ? unit : "?")));
    }

    /// <summary>Whether a number is the figure, rounded to the digits that it shows, in its own unit or one of the same kind.</summary>
    private static bool IsRounded(NarrationFigure figure, string number, string unit)
    {
        double? scale = (figure.Unit, unit.ToLowerInvariant()) switch
        {
            (NarrationUnit.Milliseconds, "ms" or "millisecond" or "milliseconds") => 1,
            (NarrationUnit.Milliseconds, "s" or "second" or "seconds") => 0.001,
            (NarrationUnit.Milliseconds, "µs" or "us" or "microseconds") => 1000,
            (NarrationUnit.Percent, "%" or "percent" or "per cent") => 1,
            (NarrationUnit.PerSecond, "/s" or "rps" or "req/s" or "requests/s" or "answers/s" or "requests per second" or "answers per second" or "requests a second" or "answers a second") => 1,
            (NarrationUnit.Ratio, "" or "x" or "×" or "times") => 1,
            (NarrationUnit.Requests, "requests" or "answers") or (NarrationUnit.Blocks, "blocks") or (NarrationUnit.Platforms, "platforms") or (NarrationUnit.Comparisons, "comparisons") => 1,
            _ => null,
        };
        var digits = number.Replace(",", "", StringComparison.Ordinal);
        var decimals = digits.Contains('.', StringComparison.Ordinal) ? digits.Length - digits.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        return scale is { } factor && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(figure.Value * factor - value) <= 0.5000001 * Math.Pow(10, -decimals);
    }

    /// <summary>Who is better, and who is alike, is what the comparisons say.</summary>
    private static bool ClaimsHold(string sentence, HashSet<string> labels, NarrationFacts facts)
    {
        if (Than().IsMatch(sentence))
        {
            var faster = Faster().Match(sentence);
            var (one, other) = (faster.Groups["one"].Value, faster.Groups["other"].Value);
            var isFaster = faster.Groups["how"].Value is "faster" or "quicker";
            return faster.Success && labels.Count == 2 && one != other && facts.Between(one, other).Any(comparison => comparison is { Metric: "p50", Outcome: ComparisonOutcome.Different }) && facts.Median(one) < facts.Median(other) == isFaster;
        }

        var comparisons = (from one in labels from other in labels where string.CompareOrdinal(one, other) < 0 select facts.Between(one, other)).SelectMany(between => between).ToArray();
        return (!Superior().IsMatch(sentence) || (labels.Count == 1 && facts.Winners.Contains(labels.Single())))
            && (!Alike().IsMatch(sentence) || comparisons.Any(comparison => comparison.Outcome == ComparisonOutcome.Equivalent))
            && (!NoDifference().IsMatch(sentence) || labels.Count == 0 || comparisons.Any(comparison => comparison.Outcome != ComparisonOutcome.Different));
    }

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[A-Z\-*])")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"\bP\d+\b")]
    private static partial Regex Label();

    [GeneratedRegex(@"\bp\d+(\.\d+)?\b")]
    private static partial Regex Percentile();

    [GeneratedRegex(@"[#*`<>\[\]{}|\\""@]|://|\bwww\.|\p{C}")]
    private static partial Regex Markup();

    [GeneratedRegex("tensor|tf[- ]?serving|seldon|kserve|triton|torch|bento|mlserver|sagemaker|vertex|azure|vllm|onnx|openvino|kubeflow", RegexOptions.IgnoreCase)]
    private static partial Regex Platforms();

    [GeneratedRegex(@"\b(twice|half|double[sd]?|doubling|triple[sd]?|thrice|thirds?|quarters?|dozens?|hundreds?|thousands?|millions?|billions?|\w+fold|orders? of magnitude|thirteen|\w+teen|\w+ty[- ](one|two|three|four|five|six|seven|eight|nine)|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Multiples();

    [GeneratedRegex(@"\b(?<number>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(\s+(?<unit>platforms|blocks|comparisons|requests|answers)\b)?", RegexOptions.IgnoreCase)]
    private static partial Regex Numeral();

    [GeneratedRegex(@"\b[A-Z][\w-]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<![\w.])(?<number>\d[\d,]*(\.\d+)?)(\s*(?<unit>ms\b|milliseconds?\b|µs|us\b|microseconds\b|seconds?\b|s\b|%|per ?cent\b|requests (per|a) second\b|answers (per|a) second\b|requests/s\b|answers/s\b|req/s\b|/s\b|rps\b|requests\b|answers\b|blocks\b|platforms\b|comparisons\b|times\b|x\b|×))?")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\s*(to|and|or|of|out of|–|—|-)\s*$")]
    private static partial Regex Range();

    [GeneratedRegex(@"\bthan\b", RegexOptions.IgnoreCase)]
    private static partial Regex Than();

    [GeneratedRegex(@"^(The )?(?<one>P\d+)\b (is|was) (clearly |shown to be )?(?<how>faster|quicker|slower) than (?<other>P\d+)\b")]
    private static partial Regex Faster();

    [GeneratedRegex(@"\b(best|better|fast\w*|quick\w*|slow\w*|worse|worst|highe\w+|lowe\w+|win\w*|won|outperform\w*|beat\w*|lead\w*|superior|inferior|most reliable|choose|prefer\w*|recommend\w*)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Superior();

    [GeneratedRegex(@"\b(equivalent|identical|equal\w*|alike|the same|on par|indistinguishable)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Alike();

    [GeneratedRegex(@"\bno (clear |shown )?difference|not differ|undecided", RegexOptions.IgnoreCase)]
    private static partial Regex NoDifference();
}
