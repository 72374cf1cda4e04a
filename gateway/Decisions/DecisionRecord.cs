using System.Text.Json.Serialization;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>Why a machine has the state that it has. The JSON of this record is what the ledger holds.</summary>
public sealed record DecisionRecord
{
    /// <summary>What this gateway writes.</summary>
    public const int Newest = 3;

    /// <summary>2: with <see cref="Attributions"/>. 3: figures that no sensor stands behind are null, in version 2 they are those of a machine without evidence.</summary>
    public int Version { get; init; } = Newest;

    public required string Machine { get; init; }

    /// <summary><c>state</c> for a change of state, <c>periodic</c> between.</summary>
    public required string Kind { get; init; }

    /// <summary>Seconds of machine time since the machine's first reading.</summary>
    public required double AtSeconds { get; init; }

    /// <summary>UTC milliseconds at which the deciding reading came.</summary>
    public required long UtcMs { get; init; }

    public required MachineCondition From { get; init; }

    public required MachineCondition To { get; init; }

    /// <summary>What a technician reads.</summary>
    public required string Explanation { get; init; }

    /// <summary>What called for the state: a class of the models, <c>vibration</c> or <c>drift</c>; empty for a healthy machine.</summary>
    public required string Cause { get; init; }

    /// <summary>The sensor that shows the cause most.</summary>
    public required string CauseSensor { get; init; }

    public required double? Fault { get; init; }

    public required string Class { get; init; }

    public required string Sensor { get; init; }

    public required double? Velocity { get; init; }

    public required char? Zone { get; init; }

    public required IsoLimits Limits { get; init; }

    public required double? Drift { get; init; }

    public required double? Health { get; init; }

    public required HealthParts? Parts { get; init; }

    public required IReadOnlyDictionary<string, double> Classes { get; init; }

    public required IReadOnlyDictionary<string, SensorWeight> Weights { get; init; }

    public required FusionSettings Thresholds { get; init; }

    public required IReadOnlyList<DecisionInput> Inputs { get; init; }

    public required IReadOnlyList<DecisionModel> Models { get; init; }

    /// <summary>How the sensors' boards stood when their readings were weighed; what they count for is in <see cref="Thresholds"/>.</summary>
    public IReadOnlyList<DecisionTrust> Trust { get; init; } = [];

    /// <summary>The gateway's own model; empty without one.</summary>
    public required string Ensemble { get; init; }

    /// <summary>The model that counted up to the reading that made this record, where another one counts from it on; null: the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EnsembleBefore { get; init; }

    /// <summary>What made the health and the fault evidence what they are: Shapley values over the fusion (docs/explanations.md).</summary>
    public IReadOnlyList<Attribution> Attributions { get; init; } = [];

    /// <summary>Hash of the record before this one, hex.</summary>
    public required string Previous { get; init; }
}
