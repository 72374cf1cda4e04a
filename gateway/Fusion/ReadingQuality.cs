using AIoT.Embedded.Gateway.Ingest;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>How much a reading or a sensor counts.</summary>
public static class ReadingQuality
{
    /// <summary>Below this weight a sensor's velocity is not judged.</summary>
    public const double Usable = 0.2;

    private static readonly (ReadingFlags Flag, WeightPart Part)[] Flags =
    [
        (ReadingFlags.Gap, new("gap in the window", 0.5)),
        (ReadingFlags.Saturated, new("saturated", 0.4)),
        (ReadingFlags.Stuck, new("stuck", 0)),
        (ReadingFlags.Learning, new("still learning", 0.5)),
    ];

    /// <summary>What the board's flags take off; empty for a clean window.</summary>
    public static IReadOnlyList<WeightPart> Of(ReadingFlags flags) =>
        flags == ReadingFlags.None ? [] : [.. Flags.Where(entry => flags.HasFlag(entry.Flag)).Select(entry => entry.Part)];

    /// <summary>
    /// What silence takes off: nothing up to <paramref name="patience"/> intervals, then a straight line down to 0 at three times as many. Null while fresh.
    /// </summary>
    /// <param name="silentMs">Machine time since the sensor's last reading.</param>
    /// <param name="intervalMs">The sensor's usual interval.</param>
    public static WeightPart? OfSilence(double silentMs, double intervalMs, double patience)
    {
        if (intervalMs <= 0 || silentMs <= patience * intervalMs)
        {
            return null;
        }

        double missed = silentMs / intervalMs;
        return new WeightPart("silent", Math.Clamp(((3 * patience) - missed) / (2 * patience), 0, 1));
    }

    public static double Product(IEnumerable<WeightPart> parts) => parts.Aggregate(1.0, (weight, part) => weight * part.Factor);
}
