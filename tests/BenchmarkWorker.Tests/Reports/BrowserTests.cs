using Microsoft.Playwright;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Reports.Charts;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Reports;

/// <summary>The page in a real browser, as wide as a phone, and on paper.</summary>
public sealed class BrowserTests
{
    private const int Phone = 390;

    /// <summary>What A4 has within the margins, in pixels of 1/96 inch.</summary>
    private const int PaperWidth = 687;
    private const int PaperHeight = 1016;

    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    [Theory]
    [InlineData("three-healthy")]
    [InlineData("all-dead")]
    [InlineData("hostile-names")]
    [InlineData("twenty-platforms")]
    [InlineData("sweep-and-search")]
    public async Task Page_OnAPhone_AsksForNothingAndScrollsOnlyDown(string state)
    {
        var browserPath = Array.Find(Browsers, File.Exists);
        Assert.SkipWhen(browserPath is null, "no Chromium found: the page was not looked at in a browser");
        var folder = Directory.CreateTempSubdirectory("benchmark-page");
        try
        {
            var file = Path.Combine(folder.FullName, ReportFiles.Html);
            await File.WriteAllTextAsync(file, HtmlReport.Write(States.Of(state), ChartSet.Of(States.Of(state))), TestContext.Current.CancellationToken);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = browserPath, Args = ["--no-sandbox"] });
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = Phone, Height = 844 } });
            List<string> requests = [];
            List<string> complaints = [];
            page.Request += (_, request) => requests.Add(request.Url.Split(',')[0]);
            page.Console += (_, message) => complaints.Add(message.Text);
            page.Dialog += (_, dialog) => complaints.Add($"dialog {dialog.Message}");

            await page.GotoAsync(new Uri(file).AbsoluteUri);

            Assert.All(requests, url => Assert.Matches("^(file:|data:font/)", url));
            Assert.Empty(complaints);
            Assert.Equal(Phone, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.True(await page.EvaluateAsync<bool>("document.fonts.check('12px \"Report Sans\"')"));
            Assert.Equal(1, await page.Locator("h1").CountAsync());
            Assert.Equal(await page.Locator("table").CountAsync(), await page.Locator("table caption").CountAsync());
            Assert.Equal(await page.Locator("svg.chart").CountAsync(), await page.Locator("svg.chart[role=img][aria-label]").CountAsync());
            await AssertContrastAsync(page, ColorScheme.Light);
            await AssertContrastAsync(page, ColorScheme.Dark);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("three-healthy")]
    [InlineData("hostile-names")]
    [InlineData("twenty-platforms")]
    [InlineData("sweep-and-search")]
    public async Task Page_OnPaper_IsNotCutAndKeepsWhatBelongsTogether(string state)
    {
        var browserPath = Array.Find(Browsers, File.Exists);
        Assert.SkipWhen(browserPath is null, "no Chromium found: the page was not printed");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = browserPath, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = PaperWidth, Height = PaperHeight } });
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        await page.SetContentAsync(HtmlReport.Write(States.Of(state), ChartSet.Of(States.Of(state))));

        Assert.Empty(await page.EvaluateAsync<string[]>(
            "width => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1).map(e => `${e.tagName} to ${e.getBoundingClientRect().right}: ${e.textContent.slice(0, 40)}`)", PaperWidth));
        Assert.Empty(await page.EvaluateAsync<string[]>(
            "height => [...document.querySelectorAll('figure,.card,tr')].filter(e => getComputedStyle(e).breakInside !== 'avoid' || e.getBoundingClientRect().height > height).map(e => `${e.tagName} ${e.textContent.slice(0, 40)}`)", PaperHeight));
        Assert.True(await page.EvaluateAsync<bool>("() => ['.note', 'caption'].every(name => [...document.querySelectorAll(name)].every(e => parseFloat(getComputedStyle(e).fontSize) <= parseFloat(getComputedStyle(document.body).fontSize)))"), "a note is printed larger than the text");
    }

    /// <summary>Text is told from what is behind it by at least 4.5 to 1.</summary>
    private static async Task AssertContrastAsync(IPage page, ColorScheme scheme)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var worst = await page.EvaluateAsync<double>("""
            () => {
              const light = c => { const [r, g, b] = c.match(/[\d.]+/g).slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
              const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/rgba\(.*, 0\)/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
              return Math.min(...[...document.querySelectorAll('h1,h2,h3,p,li,th,td,dt,dd,small,caption,summary')].filter(e => e.textContent.trim()).map(e => {
                const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x); return (a + .05) / (b + .05); }));
            }
            """);
        Assert.True(worst >= 4.5, $"{scheme}: a contrast of {worst:0.00}");
    }
}
