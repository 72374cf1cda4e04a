using System.Diagnostics;
using System.Text.Json;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Demo.Tests;

/// <summary>The main job, end to end, with real processes and real faults.</summary>
public class DemoRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [SkippableFact]
    public async Task The_fan_comes_into_alarm_the_pump_does_not_and_every_reading_is_committed_once()
    {
        DemoProcess.SkipWithoutMosquitto();

        (int code, JsonElement report, string output) = await DemoProcess.RunAsync(Patience, "--seconds", "25", "--speed", "2", "--seed", "3", "--stranger");

        AssertWhole(code, report, output);
        AssertFanInAlarm(report);

        // Every board was enrolled with a claim code and has proven what it runs. The stranger reports the fan's fault on the pump (AssertFanInAlarm holds that
        // to be normal): what it says is on disk, and counts for nothing.
        AssertAttested(report, except: 1, output);
        Assert.Equal(3, output.Split(": enrolled with claim code ").Length - 1);
        JsonElement stranger = report.GetProperty("boards").EnumerateArray().Last();
        Assert.Equal(("stranger", "pending"), (stranger.GetProperty("device").GetString(), stranger.GetProperty("standing").GetString()));
        Assert.Equal(JsonValueKind.Null, stranger.GetProperty("attested_s").ValueKind);
        Assert.True(stranger.GetProperty("committed").GetInt64() > 20, report.ToString());
        Assert.InRange(Machine(report, "fan").GetProperty("first_alarm_s").GetDouble(), 4, 25);
    }

    [SkippableFact]
    public async Task With_recordings_the_damaged_bearing_comes_into_alarm_and_the_good_one_does_not()
    {
        DemoProcess.SkipWithoutMosquitto();
        string data = TestData.Shared("vibration/adi_cbm_limerick");

        (int code, JsonElement report, string output) = await DemoProcess.RunAsync(Patience, "--data", data, "--seconds", "20", "--speed", "2");

        AssertWhole(code, report, output);
        AssertFanInAlarm(report);
    }

    [SkippableFact]
    public async Task Broker_gateway_and_boards_killed_on_the_way_lose_nothing_and_commit_nothing_twice()
    {
        DemoProcess.SkipWithoutMosquitto();

        (int code, JsonElement report, string output) = await DemoProcess.RunAsync(
            Patience, "--seconds", "26", "--speed", "2", "--drill", "broker@4,fan-1@7,gateway@10,pump-1@13,broker@16,gateway@18,fan-1@21");

        AssertWhole(code, report, output);
        Assert.Equal(7, report.GetProperty("restarts").GetInt32());
        AssertAttested(report, except: 0, output);
        AssertFanInAlarm(report);
    }

    /// <summary>One after the other, as fast as they recover, and some while they start.</summary>
    [SkippableFact]
    public async Task Random_kills_lose_nothing_commit_nothing_twice_and_leave_the_ledger_whole()
    {
        DemoProcess.SkipWithoutMosquitto();
        int kills = TestData.LongMode ? 1000 : 12;

        (int code, JsonElement report, string output) = await DemoProcess.RunAsync(
            TimeSpan.FromMinutes(TestData.LongMode ? 60 : 4), "--kills", $"{kills}", "--speed", "4", "--seed", $"{TestData.Seed}");

        Assert.True(code == 0, $"seed {TestData.Seed}, code {code}: {report} {output}");
        Assert.Equal(kills, report.GetProperty("restarts").GetInt32());
        Assert.Equal((0, 0, 0), (report.GetProperty("readings_lost").GetInt64(), report.GetProperty("readings_duplicated").GetInt64(), report.GetProperty("readings_strange").GetInt64()));
        Assert.StartsWith("ok: ", report.GetProperty("ledger").GetString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task However_it_ends_nothing_that_it_started_is_left_running(string signal)
    {
        DemoProcess.SkipWithoutMosquitto();
        string folder = Directory.CreateTempSubdirectory("aiot-end-").FullName;
        try
        {
            using DemoProcess demo = new("--headless", "--keep", folder);
            await demo.WaitForAsync("page http", TimeSpan.FromMinutes(1));
            await Task.Delay(3000);
            Assert.Equal(5, Running(folder));

            demo.Signal(signal);
            int code = await demo.EndAsync(TimeSpan.FromMinutes(1.5));

            Stopwatch clock = Stopwatch.StartNew();
            while (Running(folder) > 0 && clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(100);
            }

            Assert.Equal(0, Running(folder));
            if (signal != "KILL")
            {
                Assert.Equal(0, code);
                Assert.Contains(", 0 lost, 0 duplicated", demo.Output, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertWhole(int code, JsonElement report, string output)
    {
        Assert.True(code == 0, $"code {code}: {report} {output}");
        Assert.True(report.GetProperty("readings_committed").GetInt64() > 100, report.ToString());
        Assert.Equal(0, report.GetProperty("readings_lost").GetInt64());
        Assert.Equal(0, report.GetProperty("readings_duplicated").GetInt64());
        Assert.Equal(report.GetProperty("readings_produced").GetInt64(), report.GetProperty("readings_committed").GetInt64());
    }

    private static void AssertAttested(JsonElement report, int except, string output)
    {
        foreach (JsonElement board in report.GetProperty("boards").EnumerateArray().SkipLast(except))
        {
            Assert.True(board.GetProperty("standing").GetString() == "attested" && board.GetProperty("attested_s").ValueKind == JsonValueKind.Number, $"{report} {output}");
        }
    }

    private static void AssertFanInAlarm(JsonElement report)
    {
        Assert.True(Machine(report, "fan").GetProperty("state").GetString() == "alarm", report.ToString());
        Assert.True(Machine(report, "fan").GetProperty("alarms").GetInt32() >= 1, report.ToString());
        Assert.True(Machine(report, "pump").GetProperty("alarms").GetInt32() == 0, report.ToString());
        Assert.True(Machine(report, "pump").GetProperty("state").GetString() == "normal", report.ToString());
        Assert.True(Machine(report, "fan").GetProperty("health").GetDouble() < Machine(report, "pump").GetProperty("health").GetDouble(), report.ToString());
    }

    private static JsonElement Machine(JsonElement report, string id) =>
        report.GetProperty("machines").EnumerateArray().Single(m => m.GetProperty("id").GetString() == id);

    /// <summary>Programs (not the shells that guard them) whose command line names the run's folder.</summary>
    private static int Running(string folder)
    {
        int count = 0;
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)))
        {
            try
            {
                string[] command = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
                if (Path.GetFileName(command[0]) is "mosquitto" or "aiot-gateway" or "aiot-virtual-board" && command.Any(part => part.StartsWith(folder, StringComparison.Ordinal)))
                {
                    count++;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The process has ended meanwhile.
            }
        }

        return count;
    }
}
