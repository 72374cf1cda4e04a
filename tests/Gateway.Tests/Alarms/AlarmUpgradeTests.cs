using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Alarms;

public sealed class AlarmUpgradeTests
{
    [Fact]
    public void Alarms_of_an_older_gateway_are_kept_and_only_those_that_stand_call_for_somebody()
    {
        using var folder = new TemporaryFolder();
        OldFolder.Lay(folder.Path);
        using (var old = new SqliteConnection($"Data Source={folder.File("gateway.db")};Pooling=False"))
        {
            old.Open();
            old.Execute("""
                INSERT INTO alarms (machine, class, sensor, raised_ms, raised_utc_ms, returned_ms, returned_utc_ms, decision)
                VALUES ('fan', 'outer', 'fan-1', 1000, 1700000001000, 2000, 1700000002000, 1), ('fan', 'vibration', 'fan-1', 3000, 1700000003000, NULL, NULL, 2)
                """);
        }

        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        var store = new AlarmStore(database);
        Assert.Equal([AlarmState.Unacknowledged, AlarmState.Normal], store.Read("fan", 10).Select(row => row.State));
        AlarmRow returned = store.Read("fan", 10)[1];
        Assert.Equal(("outer", "fan-1", 1000L, 1700000002000L, 1L), (returned.Class, returned.Sensor, returned.RaisedMs, returned.ReturnedUtcMs, returned.Decision));
    }
}
