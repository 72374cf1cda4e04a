using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Devices;

public sealed class DeviceRegistryTests
{
    [Fact]
    public void A_standing_is_there_again_after_a_restart_and_each_move_is_a_ledger_record()
    {
        using var folder = new TemporaryFolder();
        using (GatewayDatabase database = GatewayDatabase.Open(folder.Path))
        {
            var registry = new DeviceRegistry(database, Stores.Ledger(database), TimeProvider.System);
            List<(string, DeviceTrust)> heard = [];
            registry.Changed += (device, trust) => heard.Add((device, trust));
            Assert.Equal(DeviceTrust.Unknown, registry.Of("fan-1"));
            registry.Move("fan-1", DeviceStanding.Enrolled, "enrolled", "test");
            DeviceTrust trust = registry.Move("fan-1", DeviceStanding.Quarantined, "bearing removed", "test");
            Assert.Equal(trust, registry.Of("fan-1"));
            Assert.Equal([DeviceStanding.Enrolled, DeviceStanding.Quarantined], heard.Select(word => word.Item2.Standing));
        }

        using GatewayDatabase again = GatewayDatabase.Open(folder.Path);
        var reread = new DeviceRegistry(again, Stores.Ledger(again), TimeProvider.System);
        Assert.Equal((DeviceStanding.Quarantined, "bearing removed"), (reread.Of("fan-1").Standing, reread.Of("fan-1").Reason));
        LedgerFinding finding = Stores.Verify(again);
        Assert.True(finding.Ok, finding.Reason);
        using SqliteConnection reader = again.OpenReader();
        Assert.Contains("\"from\":\"enrolled\",\"to\":\"quarantined\"", LedgerStore.Record(reader, finding.Records)!.Body);
    }

    [Fact]
    public void A_move_that_the_disk_refuses_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        var registry = new DeviceRegistry(database, Stores.Ledger(database), TimeProvider.System);
        registry.Move("fan-1", DeviceStanding.Enrolled, "enrolled", "test");
        Assert.Throws<InvalidOperationException>(() => registry.Move("fan-1", DeviceStanding.Retired, "gone", "test", _ => throw new InvalidOperationException("no")));
        Assert.Equal(DeviceStanding.Enrolled, registry.Of("fan-1").Standing);
        registry.Move("fan-1", DeviceStanding.Quarantined, "still there", "test");
        Assert.True(Stores.Verify(database).Ok);
    }
}
