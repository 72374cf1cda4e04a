using AIoT.Embedded.Boards.Virtual;
using AIoT.Embedded.Boards.Virtual.Chip;
using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;
using AIoT.Embedded.Node.Tests.Measurements;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.VirtualBoards;

/// <summary>A virtual board that measures through a simulated chip at its registers and the firmware's driver, against one that takes its samples from the machine.</summary>
public sealed class ChipTests : IDisposable
{
    private const int Seed = 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-chip-").FullName;

    public static TheoryData<string> All => [.. Chips.Names];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(All))]
    public void Samples_are_the_machine_s_within_the_chip_s_quantization(string name)
    {
        (FittedChip chip, _) = Fit(name);
        short[] through = new short[4096];
        Assert.True(chip.Sampler.TryRead(through, 0, through.Length), chip.Sampler.Fault);

        short[] straight = new short[through.Length + (2 * chip.Driver.SampleRateHz)];
        Assert.True(Straight(chip).TryRead(straight, 0, straight.Length));

        Assert.Equal(0, chip.Sampler.TakeFlags());
        int start = Alignment(through, straight);
        for (int i = 0; i < through.Length; i++)
        {
            Assert.InRange(through[i] - straight[start + i], -1, 1);
        }
    }

    [Theory]
    [InlineData("iis3dwb")]
    [InlineData("kx134-1211")]
    [InlineData("icm-42688-p")]
    public void Readings_are_those_of_the_machine_within_the_chip_s_quantization(string name)
    {
        (FittedChip chip, FeatureRecipe recipe) = Fit(name);
        short[] lead = new short[256];
        Assert.True(chip.Sampler.TryRead(lead, 0, lead.Length), chip.Sampler.Fault);
        short[] straight = new short[2 * chip.Driver.SampleRateHz];
        Assert.True(Straight(chip).TryRead(straight, 0, straight.Length));
        ISampleSource same = Straight(chip);
        Assert.True(same.TryRead(straight, 0, Alignment(lead, straight) + lead.Length));

        var bench = new AppBench();
        NodeApp through = bench.App(chip.Sampler, null, AppBench.Memory());
        NodeApp direct = bench.App(same, null, AppBench.Memory());
        for (int window = 0; window < 3; window++)
        {
            AppBench.Measure(through, 1);
            AppBench.Measure(direct, 1);
            Reading got = AppBench.Last(through.Store);
            Reading want = AppBench.Last(direct.Store);
            Assert.Equal(0, got.Flags);
            Assert.Equal((want.Rate, want.FeatureCount), (got.Rate, got.FeatureCount));
            for (int i = 0; i < WireLimits.Scalars; i++)
            {
                Assert.InRange(got.Scalars[i], (want.Scalars[i] * 0.98) - 2, (want.Scalars[i] * 1.02) + 2);
            }
        }

        Assert.True(recipe.DecimationFor(chip.Driver.SampleRateHz) > 0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_interrupt_says_when_to_read_and_a_board_that_is_held_up_marks_the_gap_and_goes_on(string name)
    {
        (FittedChip chip, _) = Fit(name);
        int edges = 0;
        chip.Part.Interrupt.Changed += level => edges += level ? 1 : 0;
        short[] samples = new short[4 * chip.Driver.Watermark];
        Assert.True(chip.Sampler.TryRead(samples, 0, samples.Length), chip.Sampler.Fault);

        // One a burst; the ICM-42688-P pulses with every sample above the watermark.
        Assert.InRange(edges, 1, name == "icm-42688-p" ? int.MaxValue : 8);
        Assert.Equal(0, chip.Sampler.TakeFlags() & SampleFlags.Gap);
        long lost = chip.Part.Lost;

        chip.Time.HoldUp((2000 * chip.Driver.Capacity / chip.Driver.SampleRateHz) + 2);
        Assert.True(chip.Sampler.TryRead(samples, 0, samples.Length), chip.Sampler.Fault);
        Assert.True(chip.Part.Lost > lost);
        Assert.NotEqual(0, chip.Sampler.TakeFlags() & SampleFlags.Gap);

        // What waited in the FIFO may still be marked; then it is behind.
        Assert.True(chip.Sampler.Restart());
        Assert.True(chip.Sampler.TryRead(samples, 0, samples.Length), chip.Sampler.Fault);
        Assert.Equal(0, chip.Sampler.TakeFlags() & SampleFlags.Gap);
        Assert.Equal(1, chip.Sampler.Starts);
    }

    [Fact]
    public void A_chip_that_is_too_slow_for_the_recipe_is_refused_with_its_rates()
    {
        BoardException refused = Assert.Throws<BoardException>(() => Chips.RateFor("adxl345", new FeatureRecipe { SampleRateMilliHz = 12_800_000 }));
        Assert.Contains("3200", refused.Message, StringComparison.Ordinal);
        Assert.Equal(12800, Chips.RateFor("kx134-1211", new FeatureRecipe { SampleRateMilliHz = 12_800_000 }));
    }

    [SkippableFact]
    public async Task A_board_with_a_chip_delivers_its_readings()
    {
        using var broker = new PrivateBroker();
        using var gateway = new GatewayDouble(broker.Port, Seed);
        gateway.Start();
        using BoardProcess board = BoardProcess.Start(
            "--device", "fan-1", "--store", Path.Combine(_folder, "flash"), "--broker", $"127.0.0.1:{broker.Port}", "--scenario", "fan", "--chip", "kx134-1211", "--seconds", "3", "--drain", "30");
        (int code, string output, string errors) = await board.EndAsync(terminate: false);
        Assert.True(code == 0, errors);
        System.Text.Json.JsonElement counters = BoardProcess.Json(output);
        Assert.True(counters.GetProperty("produced").GetInt64() > 3, output);
        Assert.Equal(counters.GetProperty("produced").GetInt64(), counters.GetProperty("acked").GetInt64());
        Assert.Equal(0, counters.GetProperty("errors").GetInt64());
    }

    [SkippableFact]
    public async Task Many_boards_can_have_a_chip_each()
    {
        Skip.If(Mosquitto.MosquittoBroker.Program is null, "no mosquitto");
        string profile = Path.Combine(_folder, "p.yaml");
        await File.WriteAllTextAsync(profile, "machine: pump\nchip: iis3dwb\nwindowsPerSecond: 2\n");
        string report = Path.Combine(_folder, "report.json");
        using var errors = new StringWriter();
        int code = await new BoardCommand().RunAsync(["run", "--profile", profile, "--count", "5", "--seconds", "3", "--report", report], TextWriter.Null, errors, CancellationToken.None);
        Assert.True(code == 0, errors.ToString());
        System.Text.Json.JsonElement json = BoardProcess.Json(await File.ReadAllTextAsync(report));
        Assert.Equal((0, 0), (json.GetProperty("lost").GetInt32(), json.GetProperty("errors").GetInt32()));
        Assert.True(json.GetProperty("published").GetInt64() >= 5);
    }

    private static (FittedChip Chip, FeatureRecipe Recipe) Fit(string name)
    {
        // A recipe at the highest rate that the chip reaches, so that every chip can be asked.
        var recipe = new FeatureRecipe { SampleRateMilliHz = name switch { "adxl345" => 3_200_000, "adxl372" => 6_400_000, _ => new FeatureRecipe().SampleRateMilliHz } };
        return (new FittedChip(name, new MachineMotion(MachineProfile.Pump, FaultScenario.Healthy, Seed), recipe, speed: 1000, CancellationToken.None), recipe);
    }

    private static SimulatedSource Straight(FittedChip chip)
        => new(MachineProfile.Pump, FaultScenario.Healthy, new SensorModel(chip.Driver.SampleRateHz, chip.Driver.NanoGPerLsb, chip.Driver.FullScaleLsb), Seed);

    /// <summary>How many samples the chip had taken before the first that the driver read.</summary>
    private static int Alignment(short[] through, short[] straight)
        => Enumerable.Range(0, straight.Length - through.Length).FirstOrDefault(
            start => Enumerable.Range(0, Math.Min(through.Length, 512)).All(i => Math.Abs(through[i] - straight[start + i]) <= 1), -1) is >= 0 and int found
            ? found
            : throw new Xunit.Sdk.XunitException("the samples are nowhere on the machine");
}
