namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What fusion remembers of one machine. Kept as JSON between runs.</summary>
public sealed class MachineMemory
{
    /// <summary>Milliseconds of machine time since its first reading.</summary>
    public long ClockMs { get; set; }

    public long FirstReceivedMs { get; set; }

    public long LastReceivedMs { get; set; }

    public long Windows { get; set; }

    public MachineCondition Condition { get; set; }

    /// <summary>Machine time at which the state was taken.</summary>
    public long ConditionSinceMs { get; set; }

    public long ConditionSinceUtcMs { get; set; }

    /// <summary>How long each level has been called for without a break.</summary>
    public LevelHold Warning { get; set; } = new();

    public LevelHold Alarm { get; set; } = new();

    /// <summary>For how long no sensor has weighed enough to be judged by.</summary>
    public LevelHold Blind { get; set; } = new();

    public char Zone { get; set; } = 'A';

    public bool Drifting { get; set; }

    public long LastRecordMs { get; set; }

    public bool Recorded { get; set; }

    /// <summary>A board of the machine stands otherwise than at the last decision record.</summary>
    public bool TrustMoved { get; set; }

    /// <summary>The gateway's own model that counted at the last reading; empty: none did; null: nobody has looked yet.</summary>
    public string? CountingModel { get; set; }

    /// <summary>Machine time of the newest <see cref="FusionSnapshot"/>.</summary>
    public long LastSnapshotMs { get; set; } = long.MinValue / 2;

    /// <summary>The fault evidence of the last assessment: it is held while no sensor weighs anything, over a restart too.</summary>
    public double Fault { get; set; }

    /// <summary>The newest health that evidence stood behind, 0..100.</summary>
    public double KnownHealth { get; set; }

    /// <summary>When the reading of <see cref="KnownHealth"/> came, UTC ms; 0: there is none.</summary>
    public long KnownUtcMs { get; set; }

    public long LastTrendMs { get; set; } = long.MinValue / 2;

    /// <summary>The alarm that stands; 0: none.</summary>
    public long AlarmId { get; set; }

    /// <summary>Alarms ever raised.</summary>
    public int Alarms { get; set; }

    /// <summary>Machine time of the first alarm; -1: none.</summary>
    public long FirstAlarmMs { get; set; } = -1;

    public long FirstAlarmUtcMs { get; set; }

    /// <summary>By sensor id.</summary>
    public Dictionary<string, SensorEvidence> Sensors { get; set; } = [];
}
