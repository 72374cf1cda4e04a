using System.Text.Json;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Alarms;

public sealed class AlarmDeskTests
{
    [Fact]
    public void An_alarm_goes_round_and_each_step_is_recorded_with_who_and_when()
    {
        using var bench = new AlarmBench();
        AlarmRow raised = bench.Fault(true).Newest;
        Assert.Equal((AlarmState.Unacknowledged, "outer race", "fan-1", Gateway.Assets.Criticality.Medium), (raised.State, raised.Class, raised.Sensor, raised.Priority));
        AlarmRow seen = bench.Desk.Acknowledge(raised.Id, AlarmBench.Ann, "on my way")!;
        Assert.Equal((AlarmState.Acknowledged, "Ann", 1_700_000_000_000L), (seen.State, seen.AcknowledgedBy, seen.AcknowledgedUtcMs));
        Assert.Equal(AlarmState.Normal, bench.Fault(false).Newest.State);

        AlarmRow second = bench.Fault(true).Newest;
        Assert.Equal(AlarmState.Returned, bench.Fault(false).Newest.State);
        Assert.Equal(AlarmState.Normal, bench.Desk.Acknowledge(second.Id, AlarmBench.Ann, "")!.State);

        AlarmOperation first = Assert.Single(bench.Store.Operations(raised.Id, 10));
        Assert.Equal(("acknowledge", "Ann", "0a0b0c0d", "on my way", "unacknowledged", "acknowledged"), (first.Operation, first.By, first.KeyId, first.Comment, first.From, first.To));
        using JsonDocument record = Record(bench, first.Record);
        Assert.Equal("Ann", record.RootElement.GetProperty("by").GetString());
        Assert.Equal("acknowledged", record.RootElement.GetProperty("to").GetString());
        Assert.True(Stores.Verify(bench.Database).Ok);
        Assert.Equal(
            [(raised.Id, AlarmState.Unacknowledged), (raised.Id, AlarmState.Acknowledged), (raised.Id, AlarmState.Normal), (second.Id, AlarmState.Unacknowledged), (second.Id, AlarmState.Returned), (second.Id, AlarmState.Normal)],
            bench.Announced);
    }

    [Fact]
    public void What_is_said_twice_is_done_once()
    {
        using var bench = new AlarmBench();
        long id = bench.Fault(true).Newest.Id;
        for (int i = 0; i < 3; i++)
        {
            bench.Desk.Acknowledge(id, AlarmBench.Ann, "");
            bench.Desk.Shelve(id, TimeSpan.FromHours(1), AlarmBench.Ann, "bearing on order", "request-1");
            bench.Desk.Verdict(id, AlarmVerdict.Confirmed, "outer", AlarmBench.Ann, "pitting");
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["verdict", "shelve", "acknowledge"], bench.Store.Operations(null, 10).Select(operation => operation.Operation));
        Assert.Equal(1_700_000_000_000 + 3_600_000, bench.Newest.Hidden!.UntilUtcMs);
        Assert.Null(bench.Desk.Acknowledge(99, AlarmBench.Ann, ""));
        Assert.Null(bench.Desk.Shelve(99, TimeSpan.FromHours(1), AlarmBench.Ann, ""));
        Assert.Null(bench.Desk.Verdict(99, AlarmVerdict.Unsure, "", AlarmBench.Ann, ""));
        Assert.False(bench.Desk.OutOfService("nobody", true, AlarmBench.Ann, "x"));
        Assert.True(Stores.Verify(bench.Database).Ok);
    }

    [Fact]
    public void A_shelf_hides_an_alarm_until_its_time_is_over_and_it_calls_anew()
    {
        using var bench = new AlarmBench();
        long id = bench.Fault(true).Newest.Id;
        bench.Desk.Acknowledge(id, AlarmBench.Ann, "");
        AlarmRow shelved = bench.Desk.Shelve(id, TimeSpan.FromMinutes(30), AlarmBench.Ann, "known")!;
        Assert.Equal((AlarmState.Shelved, AlarmState.Acknowledged, "known"), (shelved.State, shelved.Under, shelved.Hidden!.Comment));
        bench.Time.Advance(TimeSpan.FromMinutes(29));
        bench.Desk.EndShelves();
        Assert.Equal(AlarmState.Shelved, bench.Newest.State);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Desk.EndShelves();
        bench.Desk.EndShelves();
        Assert.Equal((AlarmState.Unacknowledged, ""), (bench.Newest.State, bench.Newest.AcknowledgedBy));
        AlarmOperation over = bench.Store.Operations(null, 1)[0];
        Assert.Equal(("unshelve", "gateway", "its time was over", "shelved", "unacknowledged"), (over.Operation, over.By, over.Comment, over.From, over.To));
    }

    [Fact]
    public void An_alarm_that_comes_and_goes_on_the_shelf_calls_for_nobody()
    {
        using var bench = new AlarmBench();
        long first = bench.Fault(true).Newest.Id;
        bench.Desk.Shelve(first, TimeSpan.FromHours(1), AlarmBench.Ann, "");
        Assert.Equal(AlarmState.Normal, bench.Fault(false).Newest.State);
        Assert.Equal(AlarmState.Shelved, bench.Fault(true).Newest.State);
        bench.Desk.Unshelve(bench.Newest.Id, AlarmBench.Ann, "");
        Assert.Equal(AlarmState.Unacknowledged, bench.Newest.State);
    }

    [Fact]
    public void Out_of_service_lies_over_a_shelf_and_both_must_end()
    {
        using var bench = new AlarmBench();
        long id = bench.Fault(true).Newest.Id;
        bench.Desk.Shelve(id, TimeSpan.FromHours(1), AlarmBench.Ann, "");
        Assert.True(bench.Desk.OutOfService("fan", true, AlarmBench.Ann, "overhaul"));
        Assert.Equal(AlarmState.OutOfService, bench.Newest.State);
        bench.Desk.Unshelve(id, AlarmBench.Ann, "");
        Assert.Equal(AlarmState.OutOfService, bench.Newest.State);
        bench.Desk.OutOfService("fan", false, AlarmBench.Ann, "done");
        Assert.Equal(AlarmState.Unacknowledged, bench.Newest.State);
        bench.Desk.SuppressByDesign("fan", true, "stands still");
        Assert.Equal(AlarmState.Suppressed, bench.Newest.State);
        bench.Desk.SuppressByDesign("fan", true, "stands still");
        bench.Desk.SuppressByDesign("fan", false, "turns");
        Assert.Equal(["unsuppress", "suppress", "returnToService", "unshelve", "removeFromService", "shelve"], bench.Store.Operations(null, 10).Select(operation => operation.Operation));
    }

    [Fact]
    public void A_latched_alarm_stays_until_it_is_reset()
    {
        using var bench = new AlarmBench(latch: true);
        long id = bench.Fault(true).Fault(false).Newest.Id;
        Assert.Equal(AlarmState.LatchedUnacknowledged, bench.Newest.State);
        Assert.Equal(AlarmState.LatchedAcknowledged, bench.Desk.Acknowledge(id, AlarmBench.Ann, "")!.State);
        Assert.Equal(AlarmState.Normal, bench.Desk.Reset(id, AlarmBench.Ann, "")!.State);
    }

    [Fact]
    public void A_new_alarm_takes_the_place_of_one_that_returned_unseen()
    {
        using var bench = new AlarmBench();
        long first = bench.Fault(true).Fault(false).Newest.Id;
        long second = bench.Fault(true).Newest.Id;
        Assert.Equal((AlarmState.Normal, second), (bench.Store.Find(first)!.State, bench.Store.Find(first)!.SupersededBy));
        Assert.Equal(second, Assert.Single(bench.Store.Open()).Id);
    }

    [Fact]
    public void A_verdict_becomes_a_label_with_the_readings_of_its_decision()
    {
        using var bench = new AlarmBench();
        long id = bench.Fault(true).Newest.Id;
        bench.Desk.Verdict(id, AlarmVerdict.Unsure, "", AlarmBench.Ann, "");
        bench.Desk.Verdict(id, AlarmVerdict.Confirmed, "outer race", AlarmBench.Ann, "pitting, see \"photo\", left");
        AlarmLabel label = Assert.Single(bench.Store.Labels());
        Assert.Equal(("outer", "outer race", "confirmed"), (label.Label, label.Class, label.Verdict.Verdict));
        DecisionInput input = Assert.Single(label.Inputs);
        Assert.Equal(("fan-1", 7L), (input.Device, input.Epoch));
        Assert.True(input.Count > 0 && input.ToSeq - input.FromSeq + 1 == input.Count);
        string[] lines = LabelTable.Csv([label]).TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"alarm-{id}-fan-1.csv,outer,fan,,fan,fan-1,fan-1,7,{input.FromSeq},{input.ToSeq},", lines[1]);
        Assert.EndsWith("\"pitting, see \"\"photo\"\", left\"", lines[1]);
        Assert.Equal(2, bench.Store.Operations(id, 10).Count);
        Assert.Equal("'=1+1", LabelTable.Csv([label with { Verdict = label.Verdict with { Comment = "=1+1" } }]).TrimEnd().Split(',')[^1]);
    }

    [Fact]
    public void More_alarms_than_one_person_can_see_to_are_a_flood()
    {
        using var bench = new AlarmBench();
        for (int i = 0; i < 11; i++)
        {
            bench.Fault(true).Fault(false);
        }

        var metrics = new AlarmMetrics(bench.Store, bench.Time);
        Assert.Equal((11L, 11L), (metrics.Read().Raised, metrics.Read().Recent));
        Assert.Equal(1, metrics.Read().ByState[AlarmState.Returned]);
        bench.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal((11L, 0L), (metrics.Read().Raised, metrics.Read().Recent));
    }

    [Fact]
    public void A_disk_that_refuses_changes_nothing_and_the_ledger_goes_on()
    {
        using var bench = new AlarmBench();
        long id = bench.Fault(true).Newest.Id;
        using (SqliteConnection other = new($"Data Source={bench.Database.Path};Pooling=False"))
        {
            other.Open();
            other.Execute("CREATE TRIGGER refuse BEFORE INSERT ON alarm_operations BEGIN SELECT RAISE(ABORT, 'no room'); END;");
            Assert.Throws<SqliteException>(() => bench.Desk.Acknowledge(id, AlarmBench.Ann, ""));
            Assert.Equal(AlarmState.Unacknowledged, bench.Newest.State);
            other.Execute("DROP TRIGGER refuse");
        }

        Assert.Equal(AlarmState.Acknowledged, bench.Desk.Acknowledge(id, AlarmBench.Ann, "")!.State);
        Assert.True(Stores.Verify(bench.Database).Ok);
    }

    private static JsonDocument Record(AlarmBench bench, long id)
    {
        using SqliteConnection reader = bench.Database.OpenReader();
        return JsonDocument.Parse(reader.ExecuteScalar<string>("SELECT body FROM ledger_records WHERE id = @id", new { id })!);
    }
}
