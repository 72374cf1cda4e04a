using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Tests.Common;
using Microsoft.Playwright;

namespace AIoT.Embedded.Gateway.Tests.Page;

/// <summary>A gateway with a fan in alarm and a sound pump, and a browser without a screen: started by the first test that wants them.</summary>
public sealed class PageBench : IAsyncLifetime
{
    public const string Chromium = "/usr/bin/chromium";

    /// <summary>A name as somebody might put it into the assets who wants a browser to run it.</summary>
    public const string FanName = "Exhaust fan <img src=x onerror=\"document.title='owned'\">";

    private const int Sound = 60;
    private const int All = 160;
    private readonly TemporaryFolder _folder = new();
    private readonly List<BoardDouble> _boards = [];
    private readonly SemaphoreSlim _gate = new(1);
    private PrivateBroker? _broker;
    private MosquittoClient? _samples;
    private Timer? _heart;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public GatewayProcess Gateway { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public CapturingBoard Fan { get; private set; } = null!;

    /// <summary>What the page asked of anybody but the gateway.</summary>
    public List<string> Strangers { get; } = [];

    /// <summary>What the browser complained of.</summary>
    public List<string> Complaints { get; } = [];

    private string Url => Gateway.Client.BaseAddress!.ToString();

    public async Task InitializeAsync() => await Task.CompletedTask;

    public async Task StartAsync()
    {
        Skip.IfNot(File.Exists(Chromium), $"no {Chromium} (apt-get install chromium)");
        await _gate.WaitAsync();
        try
        {
            if (_browser is null)
            {
                await StartAllAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A page of its own, signed in unless it is not to be.</summary>
    public async Task<IPage> OpenAsync(string path = "", bool signedIn = true, bool phone = false)
    {
        await StartAsync();
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = phone ? new ViewportSize { Width = 360, Height = 760 } : new ViewportSize { Width = 1360, Height = 1000 },
            ColorScheme = phone ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = phone,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(20_000);
        IPage page = await context.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Url, StringComparison.Ordinal))
            {
                Strangers.Add(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            // What a test makes the gateway refuse is no complaint.
            if (message.Type is "error" or "warning" && !message.Text.Contains("401", StringComparison.Ordinal) && !message.Text.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal))
            {
                Complaints.Add(message.Text);
            }
        };
        page.PageError += (_, message) => Complaints.Add(message);
        if (signedIn)
        {
            IAPIResponse answer = await page.APIRequest.PostAsync($"{Url}api/v1/session", new APIRequestContextOptions { DataObject = new { key = Key } });
            Assert.True(answer.Ok);
        }

        await page.GotoAsync($"{Url}#/{path}");
        return page;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_heart is not null)
        {
            await _heart.DisposeAsync();
        }

        _samples?.Dispose();
        _boards.ForEach(board => board.Dispose());
        Gateway?.Dispose();
        _broker?.Dispose();
        _folder.Dispose();
    }

    private async Task StartAllAsync()
    {
        _broker = new PrivateBroker();
        string data = _folder.File("data"), assets = _folder.Write("assets.yaml", AssetsText.Demo
            .Replace("fusion:", "  - id: spare\n    name: Spare pump\n    kind: pump\n    iso: {group: 2, mounting: rigid}\n    sensors:\n      - {id: spare-1, device: spare-1}\nfusion:", StringComparison.Ordinal)
            .Replace("name: Exhaust fan", $"name: '{FanName.Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal)
            .Replace("    kind: fan\n", "    kind: fan\n    place: {site: lyon, area: hall-2}\n    bearings:\n      - {id: de, name: \"6205\", position: drive end, orders: {bpfo: 3.585, bpfi: 5.415, twoBsf: 4.714, ftf: 0.398}}\n", StringComparison.Ordinal));
        Directory.CreateDirectory(data);
        Key = new ApiKeyFile(data).Add("Erika", ApiRole.Technician, TimeProvider.System);
        Gateway = await GatewayProcess.StartAsync("--broker", $"127.0.0.1:{_broker.Port}", "--data", data, "--assets", assets, "--http", "127.0.0.1:0");
        Gateway.Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        ListenForCaptures();
        Feed();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        });
    }

    private void ListenForCaptures()
    {
        var samples = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = _broker!.Port, ClientId = "board-fan-1-samples" });
        _samples = samples;
        Fan = new CapturingBoard("fan-1", (topic, payload) => samples.Publish(topic, payload, 1), Burst) { Seq = All };
        samples.Connected += _ => samples.Subscribe("aiot/v1/down/fan-1/capture", 1);
        samples.MessageReceived += message => Fan.Hear(message.Payload);
        samples.Start();
    }

    /// <summary>Bursts of a 3 kHz resonance 3.58 times a turn at 29.5 Hz.</summary>
    private static short Burst(int i)
    {
        double since = i % (12_800 / (3.58 * 29.5));
        return (short)((2000 * Math.Exp(-since / 12) * Math.Sin(2 * Math.PI * 3000 * i / 12_800)) + (i * 7919 % 101) - 50);
    }

    private void Feed()
    {
        BoardDouble Board(string name)
        {
            var board = new BoardDouble(_broker!.Port, name);
            _boards.Add(board);
            return board;
        }

        BoardDouble fan = Board("fan-1"), pump = Board("pump-1"), second = Board("pump-2");
        for (int i = 0; i < All; i++)
        {
            double outer = Math.Clamp((i - Sound) / 60.0, 0.02, 0.97);
            fan.Produce(seq => Readings.Encode(seq, outer, 1.3 + outer + (0.1 * Math.Sin(seq * 0.7))));
            pump.Produce(seq => Readings.Encode(seq, 0.03, 0.9 + (0.05 * Math.Sin(seq * 0.9)), flags: seq % 50 == 0 ? 1 : 0));
            second.Produce(seq => Readings.Encode(seq, 0.02, 0.8 + (0.05 * Math.Cos(seq * 0.6))));
        }

        // A machine whose boards fall silent has no figures: these go on. The spare pump's never began.
        _heart = new Timer(
            _ =>
            {
                fan.Produce(seq => Readings.Encode(seq, 0.97, 2.27));
                pump.Produce(seq => Readings.Encode(seq, 0.03, 0.9));
                second.Produce(seq => Readings.Encode(seq, 0.02, 0.8));
            },
            null, 15_000, 15_000);
    }
}
