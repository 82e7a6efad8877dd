using ModelServing.BenchmarkWorker.Reports.Charts;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>The style of a page: as wide as a phone or a desk, light or dark as the reader's system is, and black on white on paper.</summary>
internal static class HtmlStyle
{
    private const string Light = "color-scheme:light dark;--ink:#1d2733;--soft:#566372;--line:#dce2e9;--paper:#fffffe;--bad:#a3281e;--badbg:#fbecea;--good:#e8f3ec;--open:#f2f4f6;--link:#0b5ea8;";
    private const string Dark = "--ink:#e6ebf0;--soft:#a3afbc;--line:#36414d;--paper:#171d23;--bad:#ff9b8f;--badbg:#3a1f1d;--good:#19342a;--open:#222b34;--link:#7db8ee;";

    private const string Rules = """
        *{box-sizing:border-box}html{-webkit-text-size-adjust:100%}body{margin:0;font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
        header,main{max-width:1400px;margin:0 auto;padding:14px clamp(14px,3vw,32px)}header{border-bottom:1px solid var(--line)}main{padding-bottom:48px}
        h1{margin:.2em 0;font-size:1.6rem;line-height:1.2}h2{margin:1.7em 0 .5em;font-size:1.3rem}h3{margin:1em 0 .2em;font-size:1rem}header p,.note,small{color:var(--soft)}header p{margin:.2em 0}a{color:var(--link)}
        ul{padding-left:1.2em;margin:.4em 0;max-width:75em}li{margin:.25em 0}.note{font-size:.9rem;max-width:75em;margin:.5em 0}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(260px,100%),1fr));gap:12px;margin:12px 0}
        .card{background:var(--good);border-radius:8px;padding:12px 16px}.card.open{background:var(--open)}.card h3{margin:0;font-weight:500}.card p{margin:.3em 0}.winner{font-size:1.3rem;font-weight:600}
        .alert{color:var(--bad);background:var(--badbg);padding:10px 14px;border-radius:8px;margin:10px 0}
        .narration{border-left:4px solid var(--line);padding:2px 16px;margin:16px 0}.narration h3{margin:.2em 0}
        .scroll{overflow-x:auto;max-width:100%;margin:10px 0}.scroll:focus-visible{outline:2px solid var(--link)}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;overflow-wrap:normal}caption{text-align:left;color:var(--soft);font-size:.9rem;padding:2px 0 4px}
        th,td{padding:7px 10px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}.n{text-align:right;white-space:nowrap}thead th{white-space:normal;vertical-align:bottom;font-weight:600}tbody th{font-weight:600;overflow-wrap:break-word;max-width:20em}td small{display:block}
        .prose td{overflow-wrap:anywhere;min-width:9em}tr.bad>*{color:var(--bad)}tr.bad small{color:var(--bad)}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(370px,100%),1fr));gap:14px;align-items:start}
        figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:6px;min-width:0}svg.chart{display:block;width:100%;max-width:560px;margin:0 auto;height:auto}figcaption{font-size:.85rem;color:var(--soft);padding:0 8px 2px}summary{cursor:pointer}
        article{border:1px solid var(--line);border-radius:8px;padding:10px 16px;margin:12px 0}article h3{margin:.2em 0 .4em}dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px;margin:0}
        dt{color:var(--soft)}dd{margin:0}@media(max-width:560px){dl{grid-template-columns:1fr}dd{margin-bottom:6px}th,td{padding:6px 8px;font-size:.93rem}tbody th{max-width:11em}}
        @media print{@page{margin:14mm}html{font-size:10.5pt}body{font-size:1rem}header,main{max-width:none;padding:0}.scroll{overflow:visible}table{font-size:8pt}th,td{padding:3px 4px;white-space:normal;min-width:0!important}thead .n{white-space:normal}.card,.alert{border:1px solid var(--line)}
        figure,article,tr,.card,li{break-inside:avoid}h2,h3,caption,thead,thead tr,tbody tr:first-child{break-after:avoid}.note{break-before:avoid}.charts{grid-template-columns:1fr 1fr}details summary{display:none}figcaption{display:none}}
        """;

    public static string Css { get; } =
        $":root{{{Light}{Variables(variable => variable.Light)}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{Dark}{Variables(variable => variable.Dark)}}}}}\n{Rules}";

    private static string Variables(Func<(string Name, string Light, string Dark), string> color) => string.Concat(ChartTheme.Variables.Select(variable => $"--{variable.Name}:{color(variable)};"));
}
