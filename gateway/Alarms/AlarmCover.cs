namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>What hides a machine's alarms.</summary>
/// <param name="State">Shelved, suppressed or out of service; of several the one that comes last in <see cref="AlarmState"/>.</param>
/// <param name="By">Who did it.</param>
/// <param name="UntilUtcMs">When it ends by itself; null: when somebody ends it.</param>
public sealed record AlarmCover(AlarmState State, string By, long SinceUtcMs, long? UntilUtcMs, string Comment);
