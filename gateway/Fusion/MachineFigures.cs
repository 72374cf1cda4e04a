using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// What may be shown of a machine now. A figure that no sensor stands behind is null, never a number: while nobody has measured, while no
/// sensor weighs enough to be judged by, and while all of them are silent by the clock. Fusion itself reads no clock: this is for those who look.
/// </summary>
/// <param name="State">As decided; a normal machine that is silent is unknown, an alarm or a warning stays.</param>
/// <param name="SilentMs">Time since the last reading of any sensor; null: they send.</param>
/// <param name="LastHealth">The newest health that evidence stood behind; null: there never was one.</param>
/// <param name="LastHealthUtcMs">When the reading came that it is of.</param>
public sealed record MachineFigures(
    MachineCondition State,
    long? SilentMs,
    double? Health,
    HealthParts? Parts,
    double? Fault,
    string Class,
    string ClassSensor,
    IReadOnlyDictionary<string, double> Classes,
    double? Velocity,
    string VelocitySensor,
    char? Zone,
    double? Drift,
    double? LastHealth,
    long? LastHealthUtcMs)
{
    /// <summary>No machine is called silent sooner, by the clock: a broker that comes back, a gateway that starts.</summary>
    public const long ShortestSilenceMs = 60_000;

    public static MachineFigures Of(MachineFusion machine, long nowUtcMs)
    {
        Assessment now = machine.Current;
        MachineMemory memory = machine.Memory;
        long? silent = SilenceOf(memory, machine.Settings, nowUtcMs);
        MachineCondition state = silent is not null && memory.Condition == MachineCondition.Normal ? MachineCondition.Unknown : memory.Condition;
        double? lastHealth = memory.KnownUtcMs > 0 ? memory.KnownHealth : null;
        long? lastUtcMs = memory.KnownUtcMs > 0 ? memory.KnownUtcMs : null;
        return now.IsKnown && silent is null
            ? new MachineFigures(state, null, now.Health, now.Parts, now.Fault, now.Class, now.ClassSensor, now.Classes, now.Velocity, now.VelocitySensor, now.Zone, now.Drift, lastHealth, lastUtcMs)
            : new MachineFigures(state, silent, null, null, null, "", "", new Dictionary<string, double>(), null, "", null, null, lastHealth, lastUtcMs);
    }

    /// <returns>Null: a sensor sends, or none ever has.</returns>
    private static long? SilenceOf(MachineMemory memory, FusionSettings settings, long nowUtcMs)
    {
        double interval = memory.Sensors.Values.Select(sensor => sensor.IntervalMs).DefaultIfEmpty(0).Max();
        double patience = Math.Max(ShortestSilenceMs, 3 * settings.StaleIntervals * interval);
        long since = nowUtcMs - memory.LastReceivedMs;
        return memory.LastReceivedMs > 0 && since > patience ? since : null;
    }
}
