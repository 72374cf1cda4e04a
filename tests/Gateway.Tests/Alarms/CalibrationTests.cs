using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;

namespace AIoT.Embedded.Gateway.Tests.Alarms;

public sealed class CalibrationTests
{
    private static readonly AssetCatalog Catalog = new([], [new ScoreModel("", "bearing faults", Readings.Classes, new HashSet<string> { "normal" }, 1, 0, [])], new FusionSettings());

    [Fact]
    public void A_model_that_cries_wolf_is_calibrated_down()
    {
        // It says 0.9 each time, and is right in every third.
        AlarmLabel[] labels = [.. Enumerable.Range(0, 30).Select(i => Label(i, i % 3 == 0 ? AlarmVerdict.Confirmed : AlarmVerdict.FalseAlarm))];
        Calibration fit = Assert.Single(Calibration.Fit(labels, Catalog, Reading, new WireCodec()));
        Assert.Equal((30, Readings.Model), (fit.Alarms, fit.Model));
        Assert.True(fit.LossAfter < fit.LossBefore, $"{fit}");
        double now = 1 / (1 + Math.Exp(-((fit.Slope * Math.Log(0.9 / 0.1)) + fit.Intercept)));
        Assert.InRange(now, 0.15, 0.75);
    }

    [Fact]
    public void Few_verdicts_unsure_ones_and_lost_readings_are_no_ground()
    {
        Assert.Empty(Calibration.Fit([.. Enumerable.Range(0, 4).Select(i => Label(i, AlarmVerdict.FalseAlarm))], Catalog, Reading, new WireCodec()));
        Assert.Empty(Calibration.Fit([.. Enumerable.Range(0, 30).Select(i => Label(i, AlarmVerdict.Unsure))], Catalog, Reading, new WireCodec()));
        Assert.Empty(Calibration.Fit([.. Enumerable.Range(0, 30).Select(i => Label(i, AlarmVerdict.FalseAlarm))], Catalog, (_, _, _) => null, new WireCodec()));
    }

    [Fact]
    public async Task The_command_says_what_it_lacks_in_one_line()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assets.yaml", AssetsText.Demo);
        (int code, _, string error) = await Cli.RunAsync("calibrate", "--data", folder.Path);
        Assert.Equal(2, code);
        Assert.Contains("there is no database", error);
        GatewayDatabase.Open(folder.Path).Dispose();
        (code, _, error) = await Cli.RunAsync("calibrate", "--data", folder.Path);
        Assert.Equal((2, 1), (code, error.Count(letter => letter == '\n')));
        Assert.Contains("no model has 5 alarms with a verdict", error);
    }

    private static AlarmLabel Label(int i, string verdict) => new(
        i, "fan", "outer race", i, 0, new AlarmVerdict(verdict, verdict == AlarmVerdict.Confirmed ? "outer race" : "", "Ann", 0, ""), [new DecisionInput("fan-1", "fan-1", 7, (i * 5) + 1, (i * 5) + 5, 5, "")]);

    private static StoredReading? Reading(string device, long epoch, long seq) => new(seq, device, epoch, seq, 0, Readings.Encode(seq, outer: 0.9));
}
