using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Envelope;

/// <summary>A recorded axis of a bearing whose state is known, as a board would have sampled it.</summary>
/// <param name="Set">The set it belongs to.</param>
/// <param name="Name">File and axis.</param>
/// <param name="Fault">The bearing's state.</param>
/// <param name="Geometry">The bearing.</param>
/// <param name="SampleRateMilliHz">Rate of <paramref name="Samples"/>.</param>
/// <param name="ShaftSpeedMilliHz">Nominal shaft speed.</param>
/// <param name="Samples">Counts, brought to an RMS of 1000.</param>
internal sealed record KnownBearing(string Set, string Name, BearingFault Fault, BearingGeometry Geometry, int SampleRateMilliHz, int ShaftSpeedMilliHz, short[] Samples)
{
    private const double Rms = 1000;
    private const double ShortSeconds = 3;

    /// <summary>
    /// Every recording of the three sets with a known state; ADI and HIT brought to 12.8 kHz, CWRU at 12 kHz.
    /// The first three seconds of each, or all of it in the long mode.
    /// </summary>
    public static IEnumerable<KnownBearing> All()
    {
        foreach (string file in RecordingReader.Find(TestData.Shared("vibration/adi_cbm_limerick")))
        {
            Recording recording = RecordingReader.Read(file, new ReadOptions { SampleRateHz = 20000 });
            for (int axis = 0; axis < recording.Channels.Count; axis++)
            {
                yield return Make("ADI", recording, axis, 12800, 1800);
            }
        }

        foreach (string file in RecordingReader.Find(TestData.Shared("vibration/cwru")))
        {
            // Rated speeds of the rig at 0 and 1 hp.
            Recording recording = RecordingReader.Read(file, new ReadOptions { SampleRateHz = file.Contains("normal", StringComparison.Ordinal) ? 48000 : 12000 });
            int axis = recording.Channels.ToList().FindIndex(c => c.Name.Contains("DE", StringComparison.Ordinal));
            yield return Make("CWRU", recording, axis, 12000, recording.Label.Condition == "load 1" ? 1772 : 1797);
        }

        foreach (string file in RecordingReader.Find(TestData.Shared("vibration/hit_sm")))
        {
            yield return Make("HIT", RecordingReader.Read(file, new ReadOptions { SampleRateHz = 51200 }), 0, 12800, 900);
        }
    }

    /// <summary>Fault orders in Q16: outer, inner, spin, cage.</summary>
    public FaultComb Combs(int slipSteps) => new(Q16(Geometry.OuterRaceOrder), Q16(Geometry.InnerRaceOrder), Q16(Geometry.BallSpinOrder), Q16(Geometry.CageOrder), slipSteps);

    private static int Q16(double order) => (int)Math.Round(order * 65536);

    private static KnownBearing Make(string set, Recording recording, int axis, int rateHz, int rpm)
    {
        double[] all = recording.Channels[axis].AccelerationG;
        double[] used = TestData.LongMode ? all : all[..Math.Min(all.Length, (int)(ShortSeconds * recording.SampleRateHz))];
        double[] g = Resampler.Resample(used, recording.SampleRateHz, rateHz);
        double mean = g.Average();
        double rms = Math.Sqrt(g.Average(v => (v - mean) * (v - mean)));
        short[] samples = [.. g.Select(v => (short)Math.Clamp(Math.Round((v - mean) * Rms / rms), short.MinValue, short.MaxValue))];
        string name = Path.GetFileName(recording.File).Split(".")[0] + (recording.Channels.Count > 1 && set == "ADI" ? $" {recording.Channels[axis].Name}" : "");
        return new(set, name, recording.Label.Fault!.Value, recording.Label.Geometry!, rateHz * 1000, rpm * 1000 / 60, samples);
    }
}
