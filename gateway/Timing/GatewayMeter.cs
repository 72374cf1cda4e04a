using System.Diagnostics.Metrics;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Retention;

namespace AIoT.Embedded.Gateway.Timing;

/// <summary>The counters of <c>/metrics</c> as OpenTelemetry instruments, read when a collector is due.</summary>
public sealed class GatewayMeter : IDisposable
{
    private readonly Meter _meter = new(PhaseTimes.MeterName);

    public GatewayMeter(IngestPipeline ingest, FusionWorker fusion, StreamTable streams, LedgerTree ledger, StorageMonitor storage, IMessageClient client)
    {
        Counter("aiot.messages.received", "Messages from the broker", () => ingest.Counters.Received);
        Counter("aiot.readings.committed", "Readings put on disk", () => ingest.Counters.Committed);
        Counter("aiot.readings.duplicate", "Readings that were there already", () => ingest.Counters.Duplicates);
        Counter("aiot.messages.refused", "Messages kept aside", () => ingest.Counters.Poison);
        Counter("aiot.commits", "Transactions", () => ingest.Counters.Commits);
        Counter("aiot.commit.failures", "Transactions that failed", () => ingest.Counters.CommitFailures);
        Counter("aiot.cursors", "Acknowledgements handed to the broker", () => ingest.Counters.Cursors);
        Counter("aiot.readings.fused", "Readings judged", () => fusion.Taken);
        Gauge("aiot.queue.messages", "Messages waiting for the disk", () => ingest.Waiting);
        Gauge("aiot.readings.missing", "Gaps below the boards' highest numbers", () => streams.Snapshot().Sum(stream => stream.Missing));
        Gauge("aiot.broker.connected", "1: the broker takes us", () => client.IsReady ? 1 : 0);
        Gauge("aiot.storage.ok", "1: the disk takes what is written", () => storage.IsOk ? 1 : 0);
        Gauge("aiot.ledger.records", "Records in the ledger", () => ledger.Size);
        Gauge("process.memory.usage", "Resident memory, bytes", () => Environment.WorkingSet);
    }

    public string Name => _meter.Name;

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string help, Func<long> value) => _meter.CreateObservableCounter(name, value, description: help);

    private void Gauge(string name, string help, Func<long> value) => _meter.CreateObservableGauge(name, value, description: help);
}
