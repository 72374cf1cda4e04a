using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>Ingest, fusion, ledger and retention over one folder, with a clock that tests set.</summary>
public sealed class RetentionBench : IAsyncDisposable
{
    public RetentionBench(string folder, RetentionSettings settings)
    {
        Database = GatewayDatabase.Open(folder);
        Ledger = Stores.Ledger(Database);
        Readings = new ReadingStore(Database);
        Streams = new StreamTable(Readings);
        Monitor = new StorageMonitor(Database, settings, TimeProvider.System, NullLogger<StorageMonitor>.Instance);
        Pipeline = new IngestPipeline(Readings, new WireCodec(), Client, Streams, TimeProvider.System, NullLogger<IngestPipeline>.Instance, Monitor);
        string assets = Path.Combine(folder, "assets.yaml");
        File.WriteAllText(assets, AssetsText.Demo);
        Fusion = new FusionWorker(
            AssetFile.Load(assets), Database, new FusionStore(Database, new Gateway.Decisions.DecisionStore(Database, Ledger), new Gateway.Alarms.AlarmStore(Database)), new WireCodec(), TimeProvider.System, NullLogger<FusionWorker>.Instance, storage: Monitor);
        Worker = new RetentionWorker(new RetentionStore(Database, Ledger), Monitor, Fusion, settings, Clock, new ClockWatch(Clock, 0), NullLogger<RetentionWorker>.Instance);
        Pipeline.ReadingsCommitted += Fusion.Wake;
        Fusion.Start();
        Pipeline.Start();
    }

    public SetClock Clock { get; } = new();

    public FakeMessageClient Client { get; } = new();

    public GatewayDatabase Database { get; }

    public LedgerTree Ledger { get; }

    public ReadingStore Readings { get; }

    public StreamTable Streams { get; }

    public StorageMonitor Monitor { get; }

    public IngestPipeline Pipeline { get; }

    public FusionWorker Fusion { get; }

    public RetentionWorker Worker { get; }

    public void Deliver(long from, long to, string device = "fan-1", long receivedMs = 1_700_000_000_000)
    {
        for (long seq = from; seq <= to; seq++)
        {
            Client.Deliver($"aiot/v1/up/{device}/reading", Support.Readings.Encode(seq), receivedMs);
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (int tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 1500, what);
            await Task.Delay(10);
        }
    }

    public Task FusedAsync() => UntilAsync(() => Pipeline.Counters is var counters && counters.Handled == counters.Received && Fusion.Waiting == 0, "not all fused");

    public async ValueTask DisposeAsync()
    {
        await Pipeline.DisposeAsync();
        await Fusion.DisposeAsync();
        await Worker.DisposeAsync();
        Database.Dispose();
    }

    public sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
