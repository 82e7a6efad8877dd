namespace ModelServing.BenchmarkWorker.Reports;

internal static class HtmlStyle
{
    public const string Css = """
        :root{color-scheme:light;--ink:#1d2733;--soft:#5d6b7a;--line:#dde3ea;--bad:#a33228;--badbg:#fbecea;--good:#e9f3ec;--open:#f4f5f7}
        *{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:var(--ink);background:#fff}
        header,main{max-width:1180px;margin:0 auto;padding:16px 20px}header{border-bottom:1px solid var(--line)}
        h1{margin:.2em 0;font-size:1.7rem}h2{margin:1.4em 0 .5em;font-size:1.25rem}h3{margin:0 0 .2em;font-size:1rem}header p,.note,small{color:var(--soft)}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));gap:14px}
        .card{background:var(--good);border-radius:8px;padding:14px 16px}.card.open{background:var(--open)}.card p{margin:.3em 0}.winner{font-size:1.35rem;font-weight:600}
        .failed{color:var(--bad);background:var(--badbg)}p.failed{padding:10px 14px;border-radius:8px;overflow-wrap:anywhere}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th,td{padding:8px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top;white-space:nowrap}
        thead th{white-space:normal;vertical-align:bottom}th:first-child,td:first-child,td:nth-child(2),th:nth-child(2){text-align:left}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(340px,100%),1fr));gap:12px}.charts img{width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
        article{border:1px solid var(--line);border-radius:8px;padding:12px 16px;margin:12px 0}dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}@media(max-width:560px){dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
        """;
}
