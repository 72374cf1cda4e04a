using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using Microsoft.Playwright;

namespace AIoT.Embedded.Gateway.Tests;

/// <summary>
/// The page in a real browser without a screen. With AIOT_SCREENSHOTS=FOLDER the pictures that a reader of the documentation sees are kept.
/// </summary>
public sealed class PageTests
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Sound = 60;
    private const int All = 200;

    [SkippableFact]
    public async Task A_fan_that_gets_worse_turns_to_alarm_on_the_page()
    {
        Skip.IfNot(File.Exists(Chromium), $"no {Chromium}");
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        using GatewayProcess gateway = await GatewayProcess.StartAsync(broker.Port, folder.File("data"), folder.Write("assets.yaml", AssetsText.Demo));
        using var fan = new BoardDouble(broker.Port, "fan-1");
        using var pump = new BoardDouble(broker.Port, "pump-1");
        using var second = new BoardDouble(broker.Port, "pump-2");
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1360, Height = 1500 } });
        List<string> strangers = [], complaints = [];
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(gateway.Client.BaseAddress!.ToString(), StringComparison.Ordinal))
            {
                strangers.Add(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, message) => complaints.Add(message);

        Feed(0, Sound);
        await page.GotoAsync(gateway.Client.BaseAddress!.ToString());
        ILocator card = page.Locator("a.card", new PageLocatorOptions { HasText = "Exhaust fan" });
        await card.Locator(".badge", new LocatorLocatorOptions { HasText = "Normal" }).WaitForAsync();
        await card.ClickAsync();
        await page.Locator("#detail h2", new PageLocatorOptions { HasText = "Exhaust fan" }).WaitForAsync();
        await KeepAsync(page, "page-normal");

        for (int i = Sound; i < All; i++)
        {
            Feed(i, i + 1);
            await Task.Delay(10);
        }

        await card.Locator(".badge", new LocatorLocatorOptions { HasText = "Alarm" }).WaitForAsync();
        await page.Locator("#banner", new PageLocatorOptions { HasText = "Exhaust fan" }).WaitForAsync();
        Assert.Contains("outer race score 0.9", await page.Locator("#detail p.why").InnerTextAsync());
        await page.Locator("ul.log li", new PageLocatorOptions { HasText = "was warning" }).First.WaitForAsync();
        Assert.Equal("Normal", (await page.Locator("a.card", new PageLocatorOptions { HasText = "Cooling water pump" }).Locator(".badge").InnerTextAsync()).Trim());
        await page.Locator("#boards tr", new PageLocatorOptions { HasText = $"{All}" }).First.WaitForAsync();
        await page.Locator("details summary").First.ClickAsync();
        await KeepAsync(page, "page");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await KeepAsync(page, "page-dark");
        await page.SetViewportSizeAsync(390, 844);
        // Charts follow their boxes a moment later; a page that stays wider than a phone times out here.
        await page.WaitForFunctionAsync("document.documentElement.scrollWidth <= innerWidth");
        await KeepAsync(page, "page-phone");
        Assert.Empty(strangers);
        Assert.Empty(complaints);

        void Feed(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                double outer = Math.Clamp((i - Sound - 20) / 60.0, 0.02, 0.97);
                fan.Produce(seq => Readings.Encode(seq, outer, 1.3 + outer + (0.1 * Math.Sin(seq * 0.7))));
                pump.Produce(seq => Readings.Encode(seq, 0.03, 0.9 + (0.05 * Math.Sin(seq * 0.9)), flags: seq % 50 == 0 ? 1 : 0));
                second.Produce(seq => Readings.Encode(seq, 0.02, 0.8 + (0.05 * Math.Cos(seq * 0.6))));
            }
        }
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("AIOT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.WaitForTimeoutAsync(1500);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
