using System.CommandLine;
using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;

namespace ModelServing.BenchmarkWorker.CommandLine;

/// <summary>The flags that say which figures count, and which differences.</summary>
internal sealed class AnalysisFlags
{
    private readonly Option<string> _equivalence = new("--equivalence") { Description = "Smallest difference that matters: platforms shown to differ by less are called equivalent", DefaultValueFactory = _ => "5%" };
    private readonly Option<string> _maximumErrorRate = new("--max-error-rate") { Description = "Share of failed requests beyond which a platform's figures are not valid", DefaultValueFactory = _ => "1%" };
    private readonly Option<string?> _profile = new("--profile") { Description = "Time each platform must have been measured for, that a scenario lasts, and that a search has for a rate: quick (10 s), standard (60 s) or strict (600 s)" };

    private readonly Option<string[]> _limits = new("--fail-if") { Description = "A limit on the figures, for example 'p99 > 250ms' or 'errors > 1%': exits 1 where it is broken; may be given several times" };

    public AnalysisFlags()
    {
        _profile.AcceptOnlyFromAmong("quick", "standard", "strict");
    }

    public IEnumerable<Option> All => [_equivalence, _maximumErrorRate, _profile, _limits];

    /// <summary>Reads the flags; what is no percentage is refused with the plan's other problems.</summary>
    public AnalysisOptions Read(ParseResult result) => new()
    {
        EquivalenceMargin = Share(result.GetRequiredValue(_equivalence)),
        MaximumErrorRate = Share(result.GetRequiredValue(_maximumErrorRate)),
        Profile = result.GetValue(_profile) is { } profile ? Enum.Parse<RunProfile>(profile, ignoreCase: true) : null,
        Limits = result.GetValue(_limits) ?? [],
    };

    /// <remarks><c>share = number [ "%" ]</c>, always in percent.</remarks>
    internal static double Share(string text) =>
        double.TryParse(text.Trim().TrimEnd('%').TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) ? percent / 100 : double.NaN;
}
