using ModelServing.Statistics.Means;
using ModelServing.Statistics.Sequential;

namespace ModelServing.Statistics.Tests.Reference;

internal static class SequentialMethods
{
    public static Answer Mixture(ReferenceCase line)
    {
        var (difference, variance, pairs, mixing) = (line.Number("mean_difference"), line.Number("variance_of_pair_difference"), line.Number("n_pairs"), line.Number("tau_squared"));
        var interval = MixtureRatioTest.Interval(difference, variance, pairs, mixing, line.Number("alpha"));
        return new()
        {
            { "log_lambda", MixtureRatioTest.LogRatio(difference, variance, pairs, mixing) },
            { "p_at_n", MixtureRatioTest.PValue(difference, variance, pairs, mixing) },
            { "ci_half_width", (interval?.High - interval?.Low) / 2 },
        };
    }

    public static Answer Proportion(ReferenceCase line)
    {
        var interval = ProportionSequence.Interval(line.Count("successes"), line.Count("n"), line.Number("alpha"), line.Number("a"), line.Number("b"));
        return new() { { "low", interval?.Low }, { "high", interval?.High } };
    }

    public static Answer Looks(ReferenceCase line)
    {
        var spending = line.Inputs.GetProperty("spending").GetString() == "pocock_lan_demets" ? AlphaSpending.Pocock : AlphaSpending.OBrienFleming;
        var looks = GroupSequential.Bounds(line.Numbers("information"), spending, line.Number("alpha"));
        return new()
        {
            ["z"] = [.. looks.Select(look => (double?)look.Bound)],
            ["cumulative_alpha"] = [.. looks.Select(look => (double?)look.CumulativeAlpha)],
            ["nominal_p"] = [.. looks.Select(look => (double?)look.NominalP)],
        };
    }

    /// <summary>Published cases of a product-analytics library: a lift or a difference, once or at every look, on one side or two.</summary>
    public static Answer Published(ReferenceCase line)
    {
        var (control, treatment) = (Summary(line, "control"), Summary(line, "treatment"));
        var (isOneSided, alpha) = (line.Inputs.GetProperty("one_sided").GetBoolean(), line.Number("alpha"));
        var confidence = isOneSided ? 1 - (2 * alpha) : 1 - alpha;
        var test = line.Inputs.GetProperty("relative").GetBoolean() ? RelativeLift.Between(control, treatment, confidence).Lift : TTest.Welch(control, treatment, confidence);
        var answer = new Answer { { "estimate", test?.Difference }, { "se", test?.StandardError }, { "df", test?.DegreesOfFreedom } };
        if (line.Inputs.GetProperty("sequential_n_star").ValueKind == System.Text.Json.JsonValueKind.Null)
        {
            answer.Add("ci", test?.Interval);
            (answer["lower_bound"], answer["upper_bound"], answer["p"]) = (answer["ci_low"], answer["ci_high"], [test?.PTwoSided]);
            (answer["p_greater"], answer["p_less"]) = ([test?.PGreater], [test?.PLess]);
        }
        else
        {
            AddAnytime(answer, test, control.Count + treatment.Count, line.Number("sequential_n_star"), alpha);
        }

        return answer;
    }

    private static void AddAnytime(Answer answer, TTestResult? test, long count, double expected, double alpha)
    {
        var (estimate, error) = (test?.Difference ?? double.NaN, test?.StandardError ?? double.NaN);
        var half = ConfidenceSequence.OneSidedHalfWidth(error, count, expected, alpha);
        answer.Add("ci", ConfidenceSequence.Interval(estimate, error, count, expected, alpha));
        answer.Add("p", ConfidenceSequence.PValue(estimate, error, count, expected, alpha));
        answer.Add("lower_bound", estimate - half);
        answer.Add("upper_bound", estimate + half);
    }

    private static SampleSummary Summary(ReferenceCase line, string arm)
    {
        var value = line.Inputs.GetProperty(arm);
        var (sum, count) = (value.GetProperty("sum").GetDouble(), value.GetProperty("n").GetInt64());
        return line.Inputs.GetProperty("proportion").GetBoolean()
            ? SampleSummary.FromProportion(sum, count)
            : SampleSummary.FromSums(sum, value.GetProperty("sum_squares").GetDouble(), count);
    }
}
