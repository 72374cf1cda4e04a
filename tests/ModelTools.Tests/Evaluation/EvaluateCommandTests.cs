using System.Text.Json;
using AIoT.Embedded.ModelTools.Tests.Cli;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Evaluation;

/// <summary>evaluate over recordings of machines, with every way to split them.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private const string Adi = "vibration/adi_cbm_limerick";
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-evaluate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Every_split_judges_groups_that_stay_whole_is_recorded_and_the_random_one_is_called_leaky()
    {
        string data = TestData.Shared(Adi);
        await Image("--class", "normal", "--class", "outer", "--class", "inner", "--class", "ball");
        (string Split, string Recorded, string Group)[] splits = [("bearing", "ByUnit", "GoB"), ("load", "ByCondition", "BaLo"), ("random", "Random", "(windows at random)")];
        foreach ((string split, string recorded, string group) in splits)
        {
            string output = await CommandRun.Good("evaluate", In("m.aim"), "--data", data, "--split", split, "-o", In("split.aim"), "--json", In("e.json"));
            Assert.Equal(split == "random", output.Contains("leaky", StringComparison.OrdinalIgnoreCase));
            Assert.Contains($"split          {recorded}", await CommandRun.Good("show", In("split.aim")), StringComparison.Ordinal);

            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(In("e.json")));
            JsonElement root = json.RootElement;
            int rows = root.GetProperty("rows").GetInt32(), inGroups = root.GetProperty("groups").EnumerateArray().Sum(g => g.GetProperty("rows").GetInt32());
            Assert.Equal((rows, split == "random"), (inGroups, root.GetProperty("leaky").GetBoolean()));
            Assert.Equal(rows, root.GetProperty("confusion").EnumerateArray().Sum(r => r.EnumerateArray().Sum(c => c.GetInt32())));
            Assert.Contains(root.GetProperty("groups").EnumerateArray(), g => split == "random" ? g.GetProperty("group").GetString() == group : g.GetProperty("group").GetString()!.Contains(group, StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public async Task A_share_held_out_is_the_same_groups_for_the_same_seed()
    {
        string data = TestData.Shared(Adi);
        await Image("--class", "normal", "--class", "outer", "--class", "inner", "--class", "ball");
        string[] command = ["evaluate", In("m.aim"), "--data", data, "--split", "load", "--hold-out", "0.5", "--seed", "7"];
        string once = await CommandRun.Good(command);
        Assert.Equal(once, await CommandRun.Good(command));
        Assert.Contains("50 % held out", once, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_run_to_failure_has_a_lead_time_and_false_alarms_a_week()
    {
        string data = TestData.Shared("vibration/femto_pronostia");
        string output = await CommandRun.Good("evaluate", "--baseline", "--data", data, "--interval", "200", "--json", In("e.json"));
        Assert.Contains("lead time", output, StringComparison.Ordinal);
        Assert.Contains("a week", output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(In("e.json")));
        JsonElement run = json.RootElement[0].GetProperty("run");
        Assert.InRange(run.GetProperty("leadHours").GetDouble(), 0.5, run.GetProperty("hours").GetDouble());
    }

    [SkippableFact]
    public async Task A_baseline_tells_faults_from_a_machines_own_healthy_recordings()
    {
        string output = await CommandRun.Good("evaluate", "--baseline", "--data", TestData.Shared(Adi), "--json", In("e.json"));
        Assert.Contains("AUROC of windows", output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(In("e.json")));
        Assert.All(json.RootElement.EnumerateArray(), r => Assert.InRange(r.GetProperty("windowAuroc").GetDouble(), 0.5, 1));
    }

    [SkippableFact]
    public async Task An_image_without_names_is_told_how_to_get_them()
    {
        string data = TestData.Shared(Adi);
        await Image();
        await CommandRun.Refused("names no states", "evaluate", In("m.aim"), "--data", data);
        await CommandRun.Refused("has 0 snapshots long enough", "evaluate", In("m.aim"), "--data", TestData.Shared("vibration/femto_pronostia"), "--interval", "200");
        await CommandRun.Refused("there is ", "estimate", In("m.aim"), "--board", "pdp-11");
        await CommandRun.Refused("no board 'pdp-11'", "estimate", In("m.aim"), "--board", "pdp-11");
    }

    private string In(string name) => Path.Combine(_folder, name);

    private Task Image(params string[] classes)
    {
        string models = TestData.InRepository("model-tools/models");
        return CommandRun.Good(["quantize", Path.Combine(models, "bearing-v1.onnx"), "--calibrate", Path.Combine(models, "bearing-v1.calibration.csv"), "--recipe", "bearing-v1", "--ranges", "MinMax", "--int16", "Never", "--max-drop", "1", "-o", In("m.aim"), .. classes]);
    }
}
