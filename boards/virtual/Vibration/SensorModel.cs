namespace AIoT.Embedded.Boards.Virtual.Vibration;

/// <summary>What turns acceleration into counts: sampling rate, weight of a count and full scale.</summary>
/// <param name="SampleRateHz">Samples per second.</param>
/// <param name="NanoGPerLsb">Weight of one count in 1e-9 g.</param>
/// <param name="FullScaleLsb">Largest magnitude in counts.</param>
public sealed record SensorModel(int SampleRateHz, int NanoGPerLsb, int FullScaleLsb)
{
    /// <summary>A 16-bit part at +-16 g, 0.488 mg per count (as IIS3DWB, data sheet DS12569), read at 12.8 kHz.</summary>
    public static SensorModel Default { get; } = new(12800, 488_000, 32767);

    /// <summary>Quantizes acceleration to the nearest count and saturates.</summary>
    public short ToCounts(double accelerationG)
    {
        double counts = Math.Round(accelerationG * 1e9 / NanoGPerLsb);
        return (short)Math.Clamp(counts, -FullScaleLsb, FullScaleLsb);
    }

    /// <summary>Quantizes a run of samples.</summary>
    public void ToCounts(ReadOnlySpan<double> accelerationG, Span<short> counts)
    {
        for (int i = 0; i < accelerationG.Length; i++)
        {
            counts[i] = ToCounts(accelerationG[i]);
        }
    }
}
