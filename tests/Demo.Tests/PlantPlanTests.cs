using AIoT.Embedded.Hil.Demo;
using AIoT.Embedded.Hil.Demo.Plant;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Demo.Tests;

public class PlantPlanTests
{
    [Fact]
    public void The_simulated_plant_has_a_pump_with_two_sensors_and_a_fan_with_one()
    {
        PlantPlan plan = PlantPlan.Make(new DemoOptions { Seed = 9 });

        Assert.Equal(["pump", "fan"], plan.Machines.Select(m => m.Id));
        Assert.Equal(["pump", "pump", "fan"], plan.Boards.Select(b => b.Machine));
        Assert.All(plan.Boards, b => Assert.Contains("9", b.SourceArguments));
    }

    [SkippableFact]
    public void Of_a_folder_of_recordings_a_good_bearing_and_the_worst_outer_race_of_like_condition_are_taken()
    {
        PlantPlan plan = PlantPlan.Make(new DemoOptions { Data = TestData.Shared("vibration/adi_cbm_limerick") });

        Assert.Contains("1800_GoB_GS_BaLo_WA_00lb", plan.Machines[0].Source, StringComparison.Ordinal);
        Assert.Contains("1800_HOR_GS_BaLo_WA_00lb", plan.Machines[1].Source, StringComparison.Ordinal);
        Assert.Contains(plan.Boards[2].SourceArguments, a => a == "1800");
    }

    [SkippableFact]
    public void A_set_whose_names_tell_rate_and_speed_is_played_as_it_was_recorded()
    {
        PlantPlan plan = PlantPlan.Make(new DemoOptions { Data = TestData.Shared("vibration/hit_sm") });

        Assert.Contains("900", plan.Boards[2].SourceArguments);
    }

    [Fact]
    public void Recordings_without_a_rate_ask_for_it()
    {
        string folder = Directory.CreateTempSubdirectory("aiot-plan-").FullName;
        string good = Path.Combine(folder, "good.csv"), bad = Path.Combine(folder, "bad.csv");
        string samples = string.Concat(Enumerable.Repeat("0.1\n-0.1\n0.2\n", 20));
        File.WriteAllText(good, samples);
        File.WriteAllText(bad, samples);
        var options = new DemoOptions { Healthy = good, Faulty = bad, Rpm = 900, Bearing = "6205" };

        Exception rate = Assert.ThrowsAny<Exception>(() => PlantPlan.Make(options));
        PlantPlan plan = PlantPlan.Make(options with { RateHz = 51200 });

        Assert.Contains("--rate", rate.Message, StringComparison.Ordinal);
        Assert.Contains("51200", plan.Boards[2].SourceArguments);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_folder_that_does_not_tell_healthy_from_faulty_asks_for_the_two()
    {
        string folder = Directory.CreateTempSubdirectory("aiot-plan-").FullName;
        File.WriteAllText(Path.Combine(folder, "a.csv"), "1\n2\n");

        DemoException error = Assert.Throws<DemoException>(() => PlantPlan.Make(new DemoOptions { Data = folder }));

        Assert.Contains("--healthy", error.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
