using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Ingest;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What fusion remembers of one sensor. Kept as JSON between runs.</summary>
public sealed class SensorEvidence
{
    public long Epoch { get; set; }

    public long Boot { get; set; }

    public long Seq { get; set; }

    /// <summary>Machine time minus the board's uptime, ms.</summary>
    public long OffsetMs { get; set; }

    /// <summary>Machine time of the last window, ms.</summary>
    public long AtMs { get; set; }

    /// <summary>When the last window came, UTC ms.</summary>
    public long ReceivedMs { get; set; }

    /// <summary>Usual time between windows, ms; 0 before the second.</summary>
    public double IntervalMs { get; set; }

    public long Windows { get; set; }

    /// <summary>Readings that came too late to steer the averages.</summary>
    public long Late { get; set; }

    /// <summary>Readings that their board had lost.</summary>
    public long Spoilt { get; set; }

    public string Model { get; set; } = "";

    public ReadingFlags Flags { get; set; }

    /// <summary>How the board stood at the machine's last reading; null: nobody asked.</summary>
    public DeviceTrust? Trust { get; set; }

    /// <summary>Last window, mm/s.</summary>
    public double Velocity { get; set; }

    /// <summary>Averaged, mm/s; negative: none yet.</summary>
    public double SmoothVelocity { get; set; } = -1;

    /// <summary>Averaged calibrated probability of each class of the board's model.</summary>
    public Dictionary<string, double> Board { get; set; } = [];

    /// <summary>Averaged probability of each class of the gateway's own model; empty without one.</summary>
    public Dictionary<string, double> Ensemble { get; set; } = [];

    /// <summary>The gateway's model that <see cref="Ensemble"/> is of; empty: none.</summary>
    public string EnsembleModel { get; set; } = "";

    /// <summary>Features of the last window, for models over all of a machine's sensors; empty where it has but one.</summary>
    public int[] Features { get; set; } = [];

    /// <summary>The board's own decision: 0 unknown, 1 normal, 2 warning, 3 alarm.</summary>
    public int BoardState { get; set; }

    /// <summary>Windows in a row whose fault evidence called for a warning.</summary>
    public int Streak { get; set; }

    public VelocityBaseline Baseline { get; set; } = new();

    /// <summary>First number since the last decision record; 0: none.</summary>
    public long SinceSeq { get; set; }

    /// <summary>Windows since the last decision record.</summary>
    public int SinceCount { get; set; }

    /// <summary>Chained SHA-256 of the payloads since the last decision record: h = SHA-256(h, SHA-256(payload)), from 32 zero bytes, in hex.</summary>
    public string SinceHash { get; set; } = new('0', 64);

    /// <summary>Forgets what the readings before have shown: averages and the healthy level begin anew.</summary>
    public void Forget()
    {
        SmoothVelocity = -1;
        Board.Clear();
        Ensemble.Clear();
        Streak = 0;
        Baseline = new VelocityBaseline();
    }
}
