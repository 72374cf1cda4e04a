using System.Diagnostics.Metrics;

namespace AIoT.Embedded.Gateway.Timing;

/// <summary>The phases between a message and its acknowledgement, and what competes with them for the disk.</summary>
public sealed class PhaseTimes : IDisposable
{
    /// <summary>Name of the meter that its histogram belongs to.</summary>
    public const string MeterName = "aiot-gateway";

    private readonly Meter _meter = new(MeterName);

    public PhaseTimes()
    {
        Histogram<double> durations = _meter.CreateHistogram<double>("aiot.phase.duration", "ms", "Phases between a message and its acknowledgement");
        All =
        [
            Told = new Phase("told", durations),
            Sorted = new Phase("sorted", durations),
            IngestGate = new Phase("ingest_gate", durations),
            IngestRows = new Phase("ingest_rows", durations),
            IngestFlush = new Phase("ingest_flush", durations),
            Cursors = new Phase("cursors", durations),
            FusionGate = new Phase("fusion_gate", durations),
            FusionHold = new Phase("fusion_hold", durations),
            Checkpoint = new Phase("checkpoint", durations),
            CheckpointHold = new Phase("checkpoint_hold", durations),
        ];
    }

    public IReadOnlyList<Phase> All { get; }

    /// <summary>From a reading's arrival to the cursor that covers it being with the broker's client.</summary>
    public Phase Told { get; }

    /// <summary>Decoding and sorting of a batch.</summary>
    public Phase Sorted { get; }

    /// <summary>Ingest waits for the writing connection.</summary>
    public Phase IngestGate { get; }

    /// <summary>Ingest's rows.</summary>
    public Phase IngestRows { get; }

    /// <summary>Ingest's commit, with its flush.</summary>
    public Phase IngestFlush { get; }

    /// <summary>Cursors of a batch.</summary>
    public Phase Cursors { get; }

    /// <summary>Fusion waits for the writing connection.</summary>
    public Phase FusionGate { get; }

    /// <summary>Fusion's transaction, flush included: ingest waits for so long.</summary>
    public Phase FusionHold { get; }

    /// <summary>A checkpoint beside the writer.</summary>
    public Phase Checkpoint { get; }

    /// <summary>The end of a checkpoint, with the writer held.</summary>
    public Phase CheckpointHold { get; }

    public void Dispose() => _meter.Dispose();
}
