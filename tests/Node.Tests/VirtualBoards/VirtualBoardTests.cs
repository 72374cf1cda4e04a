using System.Globalization;
using System.Text.Json;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Node.Tests.VirtualBoards;

public sealed class VirtualBoardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-board-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Board and broker die at random, the gateway goes and comes, a third of the acknowledgements get lost, some lie.</summary>
    [SkippableFact]
    public async Task Whoever_dies_nothing_is_lost_and_nothing_is_told_twice()
    {
        int kills = TestData.LongMode ? 1000 : 6;
        var random = new Random(TestData.Seed);
        using var broker = new PrivateBroker();
        using var gateway = new GatewayDouble(broker.Port, TestData.Seed) { DropRate = 0.3, Lies = true };
        gateway.Start();
        string status = Path.Combine(_folder, "status.json");
        BoardProcess board = Start(broker, "--status", status);
        try
        {
            for (int kill = 0; kill < kills; kill++)
            {
                await Task.Delay(random.Next(200, 1200));
                switch (kill % 3)
                {
                    case 0:
                        board.Kill();
                        board.Dispose();
                        File.Delete(status);
                        board = Start(broker, "--status", status);
                        break;
                    case 1:
                        broker.Kill();
                        await Task.Delay(random.Next(300));
                        broker.Start();
                        break;
                    default:
                        gateway.Kill();
                        await Task.Delay(random.Next(300));
                        gateway.Start();
                        break;
                }
            }

            // A board that is still starting does not know SIGTERM yet.
            Wait.Until(() => File.Exists(status), "the board runs");
            (int code, string output, string errors) = await board.EndAsync();
            string told = $"seed {TestData.Seed}: code {code} {output}{errors}";
            Assert.True(code == 0, told);
            JsonElement counters = BoardProcess.Json(output);
            long produced = counters.GetProperty("produced").GetInt64();
            Assert.True(produced > 0 && counters.GetProperty("acked").GetInt64() == produced, told);
            Assert.Equal(0, counters.GetProperty("refused").GetInt64());
            Assert.Empty(gateway.Violations);
            Assert.Equal(1, gateway.Epochs);
            Assert.Equal(LongRange(produced), gateway.Committed("fan-1", counters.GetProperty("epoch").GetUInt32()));
        }
        finally
        {
            board.Dispose();
        }
    }

    [SkippableFact]
    public async Task A_killed_board_is_accounted_for_by_its_store_and_its_status()
    {
        using var broker = new PrivateBroker();
        using var gateway = new GatewayDouble(broker.Port, 1);
        gateway.Start();
        string status = Path.Combine(_folder, "status.json");
        using (BoardProcess board = Start(broker, "--status", status))
        {
            Wait.Until(() => File.Exists(status) && BoardProcess.Json(File.ReadAllText(status)).GetProperty("acked").GetInt64() > 20, "a few readings");
            board.Kill();
        }

        using BoardProcess inspection = BoardProcess.Start("--inspect-store", Path.Combine(_folder, "flash"));
        (int code, string output, _) = await inspection.EndAsync(terminate: false);
        Assert.Equal(0, code);
        JsonElement store = BoardProcess.Json(output);
        JsonElement last = BoardProcess.Json(File.ReadAllText(status));
        Assert.True(store.GetProperty("produced").GetInt64() >= last.GetProperty("produced").GetInt64());
        Assert.True(store.GetProperty("acked").GetInt64() >= last.GetProperty("acked").GetInt64());
        Assert.True(store.GetProperty("acked").GetInt64() <= gateway.Committed("fan-1", store.GetProperty("epoch").GetUInt32()).Length);
    }

    [SkippableFact]
    public async Task A_board_without_a_gateway_keeps_measuring_and_ends_in_bounded_time()
    {
        using BoardProcess board = BoardProcess.Start(Arguments(PrivateBroker.FreePort(), "--seconds", "1", "--drain", "0.3"));
        (int code, string output, string errors) = await board.EndAsync(terminate: false);
        Assert.True(code == 0, errors);
        Assert.True(BoardProcess.Json(output).GetProperty("produced").GetInt64() > 0);
        Assert.Equal(0, BoardProcess.Json(output).GetProperty("acked").GetInt64());
    }

    [Theory]
    [InlineData("--device", "--device Fan_1 --store S --broker h:1 --scenario fan")]
    [InlineData("--broker", "--device fan-1 --store S --broker here --scenario fan")]
    [InlineData("--scenario", "--device fan-1 --store S --broker h:1 --scenario compressor")]
    [InlineData("--data", "--device fan-1 --store S --broker h:1")]
    [InlineData("/nowhere.aim", "--device fan-1 --store S --broker h:1 --scenario fan --model /nowhere.aim")]
    [InlineData("nowhere.csv", "--device fan-1 --store S --broker h:1 --data nowhere.csv")]
    [InlineData("--speed", "--device fan-1 --store S --broker h:1 --scenario fan --speed 0")]
    [InlineData("--bearing", "--device fan-1 --store S --broker h:1 --scenario fan --bearing round")]
    [InlineData("--chip", "--device fan-1 --store S --broker h:1 --scenario fan --chip adxl999")]
    [InlineData("--chip", "--device fan-1 --store S --broker h:1 --data x.csv --chip iis3dwb")]
    [InlineData("/proc/nowhere", "--device fan-1 --store /proc/nowhere --broker h:1 --scenario fan")]
    [InlineData("--inspect-store", "--inspect-store /nowhere")]
    [InlineData("--colour", "--colour red")]
    [InlineData("--models", "run --count 3 --models /nowhere")]
    [InlineData("pump", "run --profile compressor")]
    [InlineData("--count", "run --profile pump --model /nowhere.aim --count 0")]
    [InlineData("--seconds", "run --profile pump --model /nowhere.aim --seconds -1")]
    [InlineData("--models", "run --profile pump --models /nowhere")]
    [InlineData("/nowhere.aim", "run --profile pump --model /nowhere.aim")]
    [InlineData("--broker", "run --profile pump --model /nowhere.aim --given-gateway")]
    [InlineData("--broker", "run --profile pump --model /nowhere.aim --broker here")]
    public async Task Wrong_input_is_told_in_one_line_and_ends_with_code_2(string named, string arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] words = arguments.Replace(" S ", $" {_folder}/flash ", StringComparison.Ordinal).Split(' ');
        int code = await new Boards.Virtual.BoardCommand().RunAsync(words, output, errors, CancellationToken.None);
        Assert.Equal(2, code);
        string text = errors.ToString();
        Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.Single(text.TrimEnd().Split('\n'));
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task A_damaged_model_is_refused_with_its_reason()
    {
        string model = Path.Combine(_folder, "damaged.aim");
        await File.WriteAllBytesAsync(model, [.. "AIM1"u8, 1, 1, 1, 1, 255, 255]);
        using var errors = new StringWriter();
        int code = await new Boards.Virtual.BoardCommand().RunAsync(
            ["--device", "fan-1", "--store", Path.Combine(_folder, "flash"), "--broker", "h:1", "--scenario", "fan", "--model", model], TextWriter.Null, errors, CancellationToken.None);
        Assert.Equal(2, code);
        Assert.Contains("damaged.aim", errors.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Two_boards_do_not_share_a_store()
    {
        using var broker = new PrivateBroker();
        string status = Path.Combine(_folder, "status.json");
        using BoardProcess first = Start(broker, "--status", status);
        Wait.Until(() => File.Exists(status), "the first board");
        using BoardProcess second = Start(broker);
        (int code, _, string errors) = await second.EndAsync(terminate: false);
        Assert.Equal(2, code);
        Assert.Contains("--store", errors, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("machine: compressor", "machine")]
    [InlineData("windowsPerSecond: 0", "windowsPerSecond")]
    [InlineData("windowsPerSecond: many", "line 1")]
    [InlineData("chip: adxl999", "chip")]
    [InlineData("windows: 1", "line 1")]
    [InlineData("machine: pump\nmachine: fan", "line 2")]
    [InlineData("configuration: { period: -1 }", "period: 0 to 86400")]
    [InlineData("configuration: { device: x }", "device: it is given twice")]
    public async Task A_wrong_profile_is_told_in_one_line(string yaml, string named)
    {
        Skip.If(Mosquitto.MosquittoBroker.Program is null, "no mosquitto");
        string profile = Path.Combine(_folder, "p.yaml");
        await File.WriteAllTextAsync(profile, yaml);
        using var errors = new StringWriter();
        int code = await new Boards.Virtual.BoardCommand().RunAsync(["run", "--profile", profile], TextWriter.Null, errors, CancellationToken.None);
        Assert.Equal(2, code);
        string text = errors.ToString();
        Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.Single(text.TrimEnd().Split('\n'));
    }

    [SkippableFact]
    public async Task Many_boards_in_one_process_lose_nothing_and_account_for_it()
    {
        Skip.If(Mosquitto.MosquittoBroker.Program is null, "no mosquitto");
        string profile = Path.Combine(_folder, "p.yaml");
        await File.WriteAllTextAsync(profile, "machine: fan\nwindowsPerSecond: 4\nconfiguration: { health: 1 }\n");
        string report = Path.Combine(_folder, "report.json");
        using var errors = new StringWriter();
        using var output = new StringWriter();
        int code = await new Boards.Virtual.BoardCommand().RunAsync(["run", "--profile", profile, "--count", "25", "--seconds", "4", "--report", report], output, errors, CancellationToken.None);
        Assert.True(code == 0, errors.ToString());
        JsonElement json = BoardProcess.Json(await File.ReadAllTextAsync(report));
        Assert.Equal((25, 0, 0, 0), (json.GetProperty("boards").GetInt32(), json.GetProperty("lost").GetInt32(), json.GetProperty("duplicates").GetInt32(), json.GetProperty("errors").GetInt32()));
        Assert.True(json.GetProperty("published").GetInt64() > 25);
        Assert.Equal(json.GetProperty("published").GetInt64(), json.GetProperty("acknowledged").GetInt64());
        Assert.True(json.GetProperty("p50_ms").GetDouble() > 0 && json.GetProperty("p99_ms").GetDouble() >= json.GetProperty("p50_ms").GetDouble() && json.GetProperty("rss_mb").GetDouble() > 1);
    }

    private static long[] LongRange(long count) => [.. Enumerable.Range(1, (int)count).Select(i => (long)i)];

    private BoardProcess Start(PrivateBroker broker, params string[] more) => BoardProcess.Start(Arguments(broker.Port, more));

    private string[] Arguments(int port, params string[] more) =>
    [
        "--device", "fan-1", "--store", Path.Combine(_folder, "flash"), "--broker", $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
        "--scenario", "fan", "--speed", "8", .. more.Contains("--drain") ? [] : new[] { "--drain", "30" }, .. more,
    ];
}
