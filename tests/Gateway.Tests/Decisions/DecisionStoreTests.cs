using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Decisions;

public sealed class DecisionStoreTests
{
    [Fact]
    public void A_chain_goes_on_over_a_restart_and_a_changed_record_is_found()
    {
        using var folder = new TemporaryFolder();
        for (int run = 0; run < 2; run++)
        {
            using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
            FusionStore store = Stores.Fusion(database);
            FusionScript script = new FusionScript().Windows(10);
            for (int i = 0; i < 5; i++)
            {
                DecisionRecord record = DecisionWriter.Write(script.Machine, script.Catalog, script.Condition, 1_700_000_000_000);
                store.Flush(i, [script.Machine], [new FusionConclusion(script.Machine, record)], []);
            }

            LedgerFinding sound = Stores.Verify(database);
            Assert.Equal((5L * (run + 1), ""), (sound.Records, sound.Reason));
        }

        using (var raw = new SqliteConnection($"Data Source={folder.File("gateway.db")};Pooling=False"))
        {
            raw.Open();
            Assert.Contains("append-only", Assert.Throws<SqliteException>(() => raw.Execute("UPDATE ledger_records SET body = '{}' WHERE id = 3")).Message);
            Assert.Contains("append-only", Assert.Throws<SqliteException>(() => raw.Execute("DELETE FROM ledger_records WHERE id = 3")).Message);
            raw.Execute("DROP TRIGGER ledger_records_kept; UPDATE ledger_records SET body = replace(body, '\"fault\":', '\"fault\": ') WHERE id = 3");
        }

        using GatewayDatabase again = GatewayDatabase.Open(folder.Path);
        LedgerFinding broken = Stores.Verify(again);
        Assert.Equal((2L, 3L), (broken.Records, broken.FirstBroken));
        Assert.Contains("record 3: its content is not that of its leaf", broken.Reason);
    }

    [Fact]
    public void Two_gateways_never_share_a_folder()
    {
        using var folder = new TemporaryFolder();
        using GatewayDatabase first = GatewayDatabase.Open(folder.Path);
        Assert.Contains("another gateway uses this data folder", Assert.Throws<Gateway.Assets.UsageException>(() => GatewayDatabase.Open(folder.Path)).Message);
    }
}
