using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>Database and ingest without a broker.</summary>
public sealed class IngestBench : IAsyncDisposable
{
    public IngestBench(string folder)
    {
        Database = GatewayDatabase.Open(folder);
        Store = new ReadingStore(Database);
        Streams = new StreamTable(Store);
        Pipeline = new IngestPipeline(Store, new WireCodec(), Client, Streams, TimeProvider.System, NullLogger<IngestPipeline>.Instance);
        Pipeline.Start();
    }

    public FakeMessageClient Client { get; } = new();

    public GatewayDatabase Database { get; }

    public ReadingStore Store { get; }

    public StreamTable Streams { get; }

    public IngestPipeline Pipeline { get; }

    /// <summary>Waits until everything delivered has been dealt with.</summary>
    public async Task SettleAsync()
    {
        for (int tries = 0; tries < 1000; tries++)
        {
            IngestCounters counters = Pipeline.Counters;
            if (counters.Handled == counters.Received)
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail($"ingest did not settle: {Pipeline.Counters}");
    }

    public async ValueTask DisposeAsync()
    {
        await Pipeline.DisposeAsync();
        Database.Dispose();
    }
}
