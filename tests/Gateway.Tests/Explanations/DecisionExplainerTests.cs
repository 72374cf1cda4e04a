using System.Text.Json;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Explanations;

/// <summary>A simulated fan from its readings on disk to the ledger's record of why its alarm was raised.</summary>
public sealed class DecisionExplainerTests
{
    [Fact]
    public async Task An_alarm_is_followed_by_a_record_that_names_the_outer_race_and_that_the_ledger_proves()
    {
        using var folder = new TemporaryFolder();
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        (AssetCatalog catalog, StoredDecision alarm, FusionStore fusion, LedgerTree ledger, DecisionStore decisions) = await RunAsync(folder, database);
        var store = new ExplanationStore(database, ledger);
        DecisionExplainer explainer = Explainer(folder, database, catalog, fusion, decisions);
        (IReadOnlyList<ExplanationRecord> records, IReadOnlyList<string> left) = explainer.Explain(alarm.Id);
        Assert.Empty(left);
        ExplanationRecord record = Assert.Single(records);
        Assert.Equal((alarm.Hash, "fan-1", "outer"), (record.DecisionHash, record.Sensor, record.Attribution.Of));
        Assert.Contains("comb_bpfo", record.Attribution.Parts.Take(2).Select(part => part.Feature));
        Assert.Matches("outer-race order .*up [0-9.]+ dB on sensor fan-1", record.Words);
        store.Append(records);
        Assert.Equal(("", 0L), (Stores.Verify(database).Reason, Stores.Verify(database).FirstBroken));
        (long id, JsonElement body) = Assert.Single(store.Of(alarm.Id));
        Assert.Equal("explanation", body.GetProperty("kind").GetString());
        Assert.Equal(id, decisions.Ledger.Size);

        // Explained again from the same disk, it is the same to the byte, and the healthy windows are those of the first time.
        string Again(IReadOnlyList<ExplanationRecord> made) => JsonSerializer.Serialize(made, GatewayJson.Options);
        Assert.Equal(Again(records), Again(Explainer(folder, database, catalog, fusion, decisions).Explain(alarm.Id).Records));
    }

    [Fact]
    public async Task What_can_not_be_explained_says_why_and_the_worker_goes_on()
    {
        using var folder = new TemporaryFolder();
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        (AssetCatalog catalog, StoredDecision alarm, FusionStore fusion, LedgerTree ledger, DecisionStore decisions) = await RunAsync(folder, database);
        var store = new ExplanationStore(database, ledger);
        await using var idle = new FusionWorker(catalog, database, fusion, new WireCodec(), TimeProvider.System, NullLogger<FusionWorker>.Instance);
        File.Delete(folder.File("models/bearing-v1.aim"));
        using (var worker = new ExplanationWorker(idle, Explainer(folder, database, catalog, fusion, decisions), store, NullLogger<ExplanationWorker>.Instance))
        {
            await worker.StartAsync(default);
            await UntilAsync(() => worker.Left(alarm.Id).Count > 0);
            Assert.Matches("^fan-1: the image of model [0-9a-f]{16} is neither a release here nor in the data folder's `models`$", worker.Left(alarm.Id)[0]);
            Assert.True(worker.Ask(alarm.Id + 1000));
            await worker.StopAsync(default);
        }

        // At the next start, with the image there, what was left is explained by itself.
        File.WriteAllBytes(folder.File("models/renamed"), SimulatedFan.ShippedImage());
        using var next = new ExplanationWorker(idle, Explainer(folder, database, catalog, fusion, decisions), store, NullLogger<ExplanationWorker>.Instance);
        await next.StartAsync(default);
        await UntilAsync(() => store.Of(alarm.Id).Count == 1);
        await next.StopAsync(default);
        Assert.Equal("", Stores.Verify(database).Reason);
    }

    private static async Task UntilAsync(Func<bool> so)
    {
        for (int tries = 0; !so(); tries++)
        {
            Assert.True(tries < 2000, "it did not come");
            await Task.Delay(10);
        }
    }

    private static DecisionExplainer Explainer(TemporaryFolder folder, GatewayDatabase database, AssetCatalog catalog, FusionStore fusion, DecisionStore decisions) => new(
        decisions, fusion, new HealthyWindowStore(database, catalog, new WireCodec()), new ModelImageFolder([folder.File("models")]), catalog, new WireCodec());

    private static async Task<(AssetCatalog Catalog, StoredDecision Alarm, FusionStore Fusion, LedgerTree Ledger, DecisionStore Decisions)> RunAsync(TemporaryFolder folder, GatewayDatabase database)
    {
        Directory.CreateDirectory(folder.File("models"));
        File.WriteAllBytes(folder.File("models/bearing-v1.aim"), SimulatedFan.ShippedImage());
        var fan = new SimulatedFan(BearingFault.Outer);
        List<ReadingRow> rows = [.. Enumerable.Range(1, 90).Select(seq => new ReadingRow("fan-1", 7, seq, 1_700_000_000_000 + (seq * 500), fan.Reading(seq, fan.Window(seq <= 40 ? 0 : 1))))];
        new ReadingStore(database).Commit(rows, [new StreamRow { Device = "fan-1", Epoch = 7, Cursor = 90, FirstSeq = 1, LastSeq = 90, Committed = 90 }], [], new Dictionary<string, (long ReceivedMs, byte[] Payload)>());
        string assets = AssetsText.Demo.Replace("classes: [normal, inner race, outer race, ball]", "classes: [normal, outer, inner, ball]", StringComparison.Ordinal);
        AssetCatalog catalog = AssetFile.Load(folder.Write("assets.yaml", assets));
        LedgerTree ledger = Stores.Ledger(database);
        var decisions = new DecisionStore(database, ledger);
        FusionStore fusion = Stores.Fusion(database, decisions);
        await using (var worker = new FusionWorker(catalog, database, fusion, new WireCodec(), TimeProvider.System, NullLogger<FusionWorker>.Instance))
        {
            worker.Start();
            await UntilAsync(() => worker.Waiting == 0);
        }

        StoredDecision alarm = decisions.Read("fan", 0, 100, true).First(decision => decision.Body.GetProperty("class").GetString() == "outer");
        return (catalog, alarm, fusion, ledger, decisions);
    }
}
