using System.Text.Json;
using System.Text.Json.Nodes;
using AIoT.Embedded.Tests.Common;
using Microsoft.Playwright;

namespace AIoT.Embedded.Gateway.Tests.Page;

/// <summary>
/// The page in a real browser without a screen. With AIOT_SCREENSHOTS=FOLDER pictures of it are kept.
/// </summary>
public sealed class PageTests(PageBench bench) : IClassFixture<PageBench>
{
    private static readonly string[] Views = ["", "machine/fan", "alarms", "devices", "ledger", "models", "decision/2", "machine/fan/capture/1"];

    [SkippableFact]
    public async Task A_key_opens_the_page_and_a_wrong_one_is_told_so()
    {
        IPage page = await bench.OpenAsync(signedIn: false);
        ILocator key = page.GetByLabel("API key");
        await key.FillAsync("aiot_00000000_00");
        await key.PressAsync("Enter");
        await page.GetByText("this key is not known here").WaitForAsync();
        await AxeAsync(page, "sign in");
        await KeepAsync(page, "page-signin");
        await key.FillAsync(bench.Key);
        await key.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Fleet" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByLabel("API key").WaitForAsync();
        Quiet();
    }

    [SkippableFact]
    public async Task What_needs_attention_comes_first_and_names_stay_text()
    {
        IPage page = await bench.OpenAsync();
        ILocator first = page.Locator("ul.cards li").First;
        await first.Locator(".badge", new() { HasText = "Alarm" }).WaitForAsync();
        Assert.Equal(PageBench.FanName, await first.Locator("strong").InnerTextAsync());
        await KeepAsync(page, "page");
        Assert.Contains("lyon/hall-2", await first.InnerTextAsync());
        await page.GetByLabel("Place").SelectOptionAsync("lyon");
        Assert.Equal(1, await page.Locator("ul.cards li").CountAsync());
        await page.GetByLabel("Place").SelectOptionAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Normal 1 machine" }).ClickAsync();
        Assert.Equal("Cooling water pump", await page.Locator("ul.cards li strong").InnerTextAsync());
        await first.Locator("a").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Cooling water pump" }).WaitForAsync();
        Assert.Equal(0, await page.Locator("img[src=x]").CountAsync());
        Assert.DoesNotContain("owned", await page.TitleAsync());
        Quiet();
    }

    [SkippableFact]
    public async Task A_session_that_ends_asks_for_the_key_again_and_loses_nothing_that_was_typed()
    {
        IPage page = await bench.OpenAsync("alarms");
        await page.Locator("li.alarm").First.GetByRole(AriaRole.Button, new() { NameRegex = new("^Shelve") }).ClickAsync();
        await page.GetByLabel("Comment").FillAsync("bearing ordered, fitter comes on Monday");
        await page.GetByLabel("For").SelectOptionAsync("15");
        IReadOnlyList<BrowserContextCookiesResult> session = await page.Context.CookiesAsync();
        await page.Context.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Shelve" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Your session has ended" }).WaitForAsync();
        await page.GetByText("what you had typed, is still there").WaitForAsync();
        await page.GetByLabel("API key").FillAsync(bench.Key);
        await page.GetByLabel("API key").PressAsync("Enter");
        await page.Locator("dialog.signin").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal(("bearing ordered, fitter comes on Monday", "15"), (await page.GetByLabel("Comment").InputValueAsync(), await page.GetByLabel("For").InputValueAsync()));
        await page.GetByText("Not done: your session had ended. Send it again.").WaitForAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        // Where nothing else is asked for, the look at the gateway's health sees it.
        await page.EvaluateAsync("location.hash = '#/machine/pump'");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Cooling water pump" }).WaitForAsync();
        await page.Context.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Your session has ended" }).WaitForAsync();
        Assert.True(await page.Locator("#banner").IsHiddenAsync(), "a session that has ended is no broker that is gone");
        Assert.NotEmpty(session);
        Quiet();
    }

    [SkippableFact]
    public async Task The_models_view_says_so_where_the_gateway_has_none()
    {
        IPage page = await bench.OpenAsync("models");
        await page.GetByText("The gateway has no model of its own").WaitForAsync();
        await page.GetByText("on verdicts: ").WaitForAsync();
        Quiet();
    }

    [SkippableFact]
    public async Task A_machine_without_readings_shows_no_figure_and_a_silent_one_says_from_when_its_last_was()
    {
        IPage page = await bench.OpenAsync();
        ILocator spare = page.Locator("ul.cards li", new() { HasText = "Spare pump" });
        await spare.Locator(".badge", new() { HasText = "No reading yet" }).WaitForAsync();
        Assert.Equal(("–", "health not known yet"), (await spare.Locator(".dial b").InnerTextAsync(), await spare.Locator(".dial").GetAttributeAsync("aria-label")));
        Assert.Contains("– mm/s", await spare.InnerTextAsync());

        // As the gateway says it after a minute without a reading.
        long fell = DateTimeOffset.UtcNow.AddMinutes(-14).ToUnixTimeMilliseconds();
        await page.RouteAsync("**/api/v1/machines", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            JsonNode machines = JsonNode.Parse(await answer.TextAsync())!;
            foreach (JsonNode? machine in machines.AsArray().Where(machine => (string)machine!["id"]! == "pump"))
            {
                foreach (string figure in (string[])["health", "parts", "fault", "velocity", "zone", "drift"])
                {
                    machine![figure] = null;
                }

                (machine!["state"], machine["silentS"], machine["lastReceivedMs"], machine["lastHealth"], machine["lastHealthUtcMs"]) = ("unknown", 840.0, fell, 93.2, fell);
            }

            await route.FulfillAsync(new() { Response = answer, Body = machines.ToJsonString() });
        });
        await page.ReloadAsync();
        ILocator pump = page.Locator("ul.cards li", new() { HasText = "Cooling water pump" });
        await pump.Locator(".badge", new() { HasText = "No data" }).WaitForAsync();
        Assert.Equal("health not known, it was 93 of 100", await pump.Locator(".dial").GetAttributeAsync("aria-label"));
        Assert.Matches("No reading from any of its sensors since .* \\(14 min ago\\)\\. Its last known health was 93, 14 min ago\\.", await pump.Locator(".why").InnerTextAsync());
        await KeepAsync(page, "page-silent");
        Quiet();
    }

    [SkippableFact]
    public async Task An_alarm_is_acknowledged_by_keyboard_alone_and_a_verdict_becomes_a_label()
    {
        const string comment = "pitting <script>document.title='owned'</script>";
        IPage page = await bench.OpenAsync("alarms");
        ILocator alarm = page.Locator("li.alarm").First;
        await alarm.GetByRole(AriaRole.Button, new() { NameRegex = new("^Acknowledge") }).WaitForAsync();
        await TabToAsync(page, "Acknowledge");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        for (int i = 0; i < 8; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"), "the focus left the dialog");
        }

        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.StartsWith("Acknowledge", await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label') ?? ''"));
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("seen");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("li.alarm .badge", new() { HasText = "Acknowledged" }).WaitForAsync();

        await TabToAsync(page, "Give verdict");
        await page.Keyboard.PressAsync("Enter");
        ILocator dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        await AxeAsync(page, "verdict dialog");
        await KeepAsync(page, "page-verdict", whole: false);
        await page.Keyboard.PressAsync("Space");
        await dialog.GetByLabel("What it was").SelectOptionAsync("outer");
        await dialog.GetByLabel("Comment").FillAsync(comment);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("li.alarm .verdict", new() { HasText = comment }).WaitForAsync();
        Assert.DoesNotContain("owned", await page.TitleAsync());
        JsonElement label = (await bench.Gateway.GetAsync("/api/v1/labels")).EnumerateArray().Single();
        Assert.Equal("outer", label.GetProperty("label").GetString());
        Assert.Equal(comment, label.GetProperty("verdict").GetProperty("comment").GetString());
        Assert.Equal("Erika", label.GetProperty("verdict").GetProperty("by").GetString());
        Quiet();
    }

    [SkippableFact]
    public async Task A_capture_that_is_asked_for_shows_its_spectra_with_a_cursor_that_keys_move()
    {
        IPage page = await bench.OpenAsync("machine/fan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Capture now" }).ClickAsync();
        await page.Locator("a.row", new() { HasText = "asked by Erika" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Envelope spectrum" }).WaitForAsync();
        ILocator envelope = page.Locator("[aria-roledescription=spectrum]").First;
        await envelope.FocusAsync();
        await envelope.PressAsync("n");
        Assert.Contains("FTF (cage)", await page.Locator(".readout").First.InnerTextAsync());
        await envelope.PressAsync("n");
        string readout = await page.Locator(".readout").First.InnerTextAsync();
        Assert.Contains("Hz", readout);
        Assert.Contains("order 0.8", readout);
        Assert.Contains("2 FTF (cage)", readout);
        Assert.Contains("dB", readout);
        await page.GetByRole(AriaRole.Group, new() { Name = "Marked lines" }).GetByRole(AriaRole.Button, new() { Name = "Outer race" }).WaitForAsync();
        await page.GetByText("6205, drive end").WaitForAsync();
        Assert.Equal("Outer race", await page.Locator(".partscores strong").InnerTextAsync());
        await KeepAsync(page, "page-spectra");
        using HttpResponseMessage wav = await bench.Gateway.Client.GetAsync("/api/v1/captures/1/samples.wav");
        Assert.Equal("audio/wav", wav.Content.Headers.ContentType?.MediaType);
        Quiet();
    }

    [SkippableFact]
    public async Task A_decisions_proof_is_verified_in_the_browser()
    {
        IPage page = await bench.OpenAsync("decision/2");
        await page.Locator(".verdict-line[data-ok=true]").WaitForAsync();
        Assert.Equal(4, await page.Locator("ol.steps li[data-ok=true]").CountAsync());
        await KeepAsync(page, "page-decision");
        await page.GotoAsync(page.Url.Replace("decision/2", "ledger", StringComparison.Ordinal));
        await page.Locator(".verdict-line[data-ok=true]").WaitForAsync();
        await page.Locator("ol.steps", new() { HasText = "Nothing that this browser has seen was changed or left out" }).WaitForAsync();
        Quiet();
    }

    [SkippableTheory]
    [InlineData("body", 0)]
    [InlineData("path", 1)]
    [InlineData("root", 1)]
    [InlineData("signature", 2)]
    public async Task A_proof_that_was_tampered_with_is_refused_at_the_step_that_it_breaks(string where, int holds)
    {
        IPage page = await bench.OpenAsync();
        await page.RouteAsync("**/ledger/records/*/proof", async route =>
        {
            string text = await (await route.FetchAsync()).TextAsync();
            using JsonDocument proof = JsonDocument.Parse(text);
            JsonElement head = proof.RootElement.GetProperty("head");
            string target = where switch
            {
                "body" => "\\\"health\\\":",
                "path" => proof.RootElement.GetProperty("path")[0].GetString()!,
                _ => head.GetProperty(where).GetString()!,
            };
            string wrong = where == "body" ? "\\\"health\\\":1" : (target[0] == '0' ? '1' : '0') + target[1..];
            Assert.Contains(target, text);
            await route.FulfillAsync(new() { Body = text.Replace(target, wrong, StringComparison.Ordinal), ContentType = "application/json" });
        });
        await page.EvaluateAsync("location.hash = '#/decision/2'");
        await page.Locator(".verdict-line[data-ok=false]").WaitForAsync();
        Assert.Equal(holds, await page.Locator("ol.steps li[data-ok=true]").CountAsync());
        Assert.Equal(1, await page.Locator("ol.steps li[data-ok=false]").CountAsync());
        Quiet();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_view_has_a_serious_fault_of_accessibility_and_a_phone_needs_no_sideways_scrolling(bool phone)
    {
        IPage page = await bench.OpenAsync(phone: phone);
        await EnsureCaptureAsync();
        foreach (string view in Views)
        {
            await page.EvaluateAsync($"location.hash = '#/{view}'");
            await page.Locator("main h1").WaitForAsync();
            await page.WaitForTimeoutAsync(300);
            await AxeAsync(page, $"{view} phone={phone}");
            if (phone)
            {
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{view} is wider than a phone");
                string small = await page.EvaluateAsync<string>(
                    "[...document.querySelectorAll('button, .button, nav a, a.card, a.row, a.more, select, input, summary')].filter(e => e.offsetParent && e.type !== 'radio' && e.getBoundingClientRect().height < 43.5).map(e => `${e.tagName} ${e.className} ${e.textContent} ${e.getBoundingClientRect().height}`).join('; ')");
                Assert.True(small.Length == 0, $"{view}: {small}");
            }

            if (phone && view == "machine/fan")
            {
                await KeepAsync(page, "page-phone", whole: false);
            }
        }

        Quiet();
    }

    [SkippableFact]
    public async Task Without_the_gateway_the_page_says_so_and_goes_on_by_itself()
    {
        IPage page = await bench.OpenAsync();
        await page.Locator("ul.cards li").First.WaitForAsync();
        await page.Context.SetOfflineAsync(true);
        await page.Locator("#banner", new() { HasText = "No connection to the gateway" }).WaitForAsync();
        await page.Context.SetOfflineAsync(false);
        await page.Locator("#banner").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal("live", await page.Locator("#link-text").InnerTextAsync());
        Quiet();
    }

    private static async Task TabToAsync(IPage page, string label)
    {
        for (int i = 0; i < 60; i++)
        {
            if (await page.EvaluateAsync<bool>("label => (document.activeElement.getAttribute('aria-label') ?? '').startsWith(label)", label))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"`{label}` is not reached with the Tab key");
    }

    private static async Task AxeAsync(IPage page, string where)
    {
        string file = TestData.InRepository("node_modules/axe-core/axe.min.js");
        Skip.IfNot(File.Exists(file), "no node_modules/axe-core: npm ci --ignore-scripts");
        if (!await page.EvaluateAsync<bool>("typeof axe === 'object'"))
        {
            await page.EvaluateAsync($"{await File.ReadAllTextAsync(file)}; undefined");
        }

        string serious = await page.EvaluateAsync<string>(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')}`).join('\\n')");
        Assert.True(serious.Length == 0, $"{where}: {serious}");
    }

    private async Task EnsureCaptureAsync()
    {
        using HttpResponseMessage asked = await bench.Gateway.Client.PostAsync("/api/v1/devices/fan-1/capture", null);
        Assert.True(asked.IsSuccessStatusCode);
        for (int tries = 0; (await bench.Gateway.GetAsync("/api/v1/machines/fan/captures")).GetArrayLength() == 0; tries++)
        {
            Assert.True(tries < 200, "no capture has come");
            await Task.Delay(50);
        }
    }

    private void Quiet()
    {
        Assert.Empty(bench.Strangers);
        Assert.Empty(bench.Complaints);
    }

    private static async Task KeepAsync(IPage page, string name, bool whole = true)
    {
        if (Environment.GetEnvironmentVariable("AIOT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.WaitForTimeoutAsync(1500);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = whole });
        }
    }
}
