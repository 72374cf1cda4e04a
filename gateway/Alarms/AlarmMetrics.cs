namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>How many alarms there are, and whether they come faster than one person can see to.</summary>
public sealed class AlarmMetrics(AlarmStore store, TimeProvider time)
{
    /// <summary>ISA-18.2: more than ten alarms in ten minutes are a flood.</summary>
    public const int Flood = 10;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    /// <param name="Raised">Ever.</param>
    /// <param name="Recent">In the last ten minutes.</param>
    /// <param name="ByState">Those that are not over.</param>
    public sealed record Figures(long Raised, long Recent, IReadOnlyDictionary<AlarmState, int> ByState);

    public Figures Read()
    {
        (long raised, long recent) = store.Count((time.GetUtcNow() - Span).ToUnixTimeMilliseconds());
        Dictionary<AlarmState, int> states = Enum.GetValues<AlarmState>().Where(state => state != AlarmState.Normal).ToDictionary(state => state, _ => 0);
        foreach (AlarmRow row in store.Open())
        {
            states[row.State]++;
        }

        return new Figures(raised, recent, states);
    }
}
