using System.Globalization;
using System.Text.Encodings.Web;
using ModelServing.ExperimentApi.Judging;
using ModelServing.ExperimentApi.Rest;
using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Reports;

/// <summary>One experiment as a page that needs nothing else: no script, no font, no picture from elsewhere. Every value is encoded.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1b1b1f;--paper:#fff;--line:#d5d7de;--good:#0a7d33;--bad:#b3261e;--quiet:#5b5f6b}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e6ea;--paper:#17181c;--line:#3a3d46;--good:#5fce85;--bad:#ff8a80;--quiet:#a0a4b0}}
        body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:60rem;padding:1rem}
        h1{font-size:1.5rem;margin:.2em 0;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:1.6em}
        .words{border-left:.3rem solid var(--quiet);padding:.5rem 1rem;margin:1rem 0}.ship{border-color:var(--good)}.rollback{border-color:var(--bad)}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.quiet{color:var(--quiet)}
        """;

    public static string Write(ExperimentView view, IReadOnlyList<StepData> steps, IReadOnlyList<ExperimentEvent> events)
    {
        var verdict = view.Verdict;
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{E(view.Name)}</title><style>{Style}</style></head>
            <body>
            <p class="quiet">Experiment on {E(view.Definition.Platform.ToString())} {E(view.Definition.Namespace)}/{E(view.Definition.Target)}</p>
            <h1>{E(view.Name)}: {E(view.State.ToString())}</h1>
            <p>{E(view.Reason)}{(view.Condition.Length > 0 ? $" <em>{E(view.Condition)}</em>" : "")}</p>
            <div class="words {Class(verdict)}">{E(verdict?.Words ?? "Nothing has been measured yet.")}</div>
            {(verdict is null ? "" : Arms(view, verdict) + Numbers(view, verdict))}
            {Steps(steps)}
            {Events(events)}
            <p class="quiet">Differences are treatment minus control. Only the last step decides; earlier ones guard. A dash is no data, not zero.</p>
            </body>
            </html>
            """;
    }

    private static string Class(Verdict? verdict) => verdict?.Recommendation switch
    {
        Recommendation.Ship => "ship",
        Recommendation.RollBack => "rollback",
        _ => "",
    };

    private static string Arms(ExperimentView view, Verdict verdict) => $"""
        <h2>The arms, at the held share</h2>
        <div class="scroll"><table>
        <tr><th>Arm</th><th>Backend</th><th class="n">Requests</th><th class="n">Errors</th><th class="n">Observations</th><th class="n">{E(view.Definition.Metric.Name)}</th><th class="n">Std. dev.</th><th class="n">Latency ms</th></tr>
        {Arm("Control", verdict.Control)}
        {Arm("Treatment", verdict.Treatment)}
        </table></div>
        """;

    private static string Arm(string name, ArmSummary arm) =>
        $"<tr><td>{name}</td><td>{E(arm.Backend)}</td><td class=\"n\">{arm.Requests}</td><td class=\"n\">{arm.Errors}</td><td class=\"n\">{arm.Observations}</td><td class=\"n\">{N(arm.Mean)}</td><td class=\"n\">{N(arm.Deviation)}</td><td class=\"n\">{N(arm.MeanLatency)}</td></tr>";

    private static string Numbers(ExperimentView view, Verdict verdict) => $"""
        <h2>The comparison</h2>
        <div class="scroll"><table>
        {Row("Difference", N(verdict.Difference))}
        {Row($"{1 - view.Definition.Plan.SignificanceLevel:P0} interval", verdict.Low is null ? "–" : $"{N(verdict.Low)} to {N(verdict.High)}")}
        {Row("p (Welch, two-sided)", N(verdict.P))}
        {Row("Effect size (Cohen's d)", N(verdict.CohensD))}
        {Row($"Power to find {N(view.Definition.Metric.MinimumDetectableEffect)}", N(verdict.Power))}
        {Row("Planned observations in each arm", view.SamplesPerArm.ToString(CultureInfo.InvariantCulture))}
        {Row("p of the traffic's split", N(verdict.SampleRatioP))}
        {Row("Evidence of more errors (1 is none)", N(verdict.ErrorEvidence))}
        </table></div>
        """;

    private static string Row(string name, string value) => $"<tr><th>{E(name)}</th><td class=\"n\">{E(value)}</td></tr>";

    private static string Steps(IReadOnlyList<StepData> steps) => steps.Count == 0 ? "" : $"""
        <h2>Steps</h2>
        <div class="scroll"><table>
        <tr><th class="n">Treatment's share</th><th class="n">Control requests</th><th class="n">errors</th><th class="n">Treatment requests</th><th class="n">errors</th></tr>
        {string.Join('\n', steps.Select(step => $"<tr><td class=\"n\">{step.TreatmentWeight} %</td><td class=\"n\">{step.Control.Requests}</td><td class=\"n\">{step.Control.Errors}</td><td class=\"n\">{step.Treatment.Requests}</td><td class=\"n\">{step.Treatment.Errors}</td></tr>"))}
        </table></div>
        """;

    private static string Events(IReadOnlyList<ExperimentEvent> events) => $"""
        <h2>What happened</h2>
        <div class="scroll"><table>
        {string.Join('\n', events.Select(change => $"<tr><td>{change.At:yyyy-MM-dd HH:mm:ss}</td><td>{E(change.To.ToString())}</td><td>{E(change.Message)}</td></tr>"))}
        </table></div>
        """;

    private static string E(string text) => HtmlEncoder.Default.Encode(text);

    private static string N(double? value) => value is { } number ? number.ToString("G4", CultureInfo.InvariantCulture) : "–";
}
