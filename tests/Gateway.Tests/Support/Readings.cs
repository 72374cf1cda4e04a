using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>Readings as a board would send them.</summary>
public static class Readings
{
    public static readonly string[] Classes = ["normal", "inner race", "outer race", "ball"];

    public static readonly string[] Features = ["crest", "kurtosis", "skewness", "envelope_level", "envelope_kurtosis", "envelope_crest", "comb_bpfo", "comb_bpfi", "comb_2bsf", "comb_ftf"];

    public const string Model = "0102030405060708";

    /// <param name="outer">Score of the outer race, 0..1; the rest goes to normal.</param>
    /// <param name="velocity">mm/s.</param>
    public static byte[] Encode(long seq, double outer = 0.02, double velocity = 1.1, uint epoch = 7, uint boot = 1, long? uptimeMs = null, int flags = 0, int sensor = 0)
    {
        var reading = new Reading
        {
            Epoch = epoch,
            Seq = seq,
            Boot = boot,
            Time = 0,
            Uptime = uptimeMs ?? (seq * 500),
            Sensor = sensor,
            Flags = flags,
            HasModel = true,
            Rate = 12800,
            SpeedMilliHz = 29_500,
            FeatureCount = Features.Length,
            ScoreCount = 4,
            State = outer > 0.8 ? 3 : 1,
            Class = outer > 0.5 ? 2 : 0,
            Score = (int)(32768 * Math.Max(outer, 1 - outer)),
        };
        Convert.FromHexString(Model).CopyTo(reading.Model, 0);
        double wobble = 30 * Math.Sin(seq * 0.7);
        int[] features = [
            (int)(580 + (200 * outer) + wobble), (int)(420 + (550 * outer) - wobble), (int)wobble, 5, (int)(420 + (80 * outer)), (int)(380 + wobble),
            (int)(150 + (1650 * outer) + wobble), (int)(140 - wobble), (int)(160 + (2 * wobble)), 120];
        features.CopyTo(reading.Features, 0);
        reading.Scores[0] = (int)(32768 * (1 - outer) * 0.96);
        reading.Scores[1] = (int)(32768 * (1 - outer) * 0.02);
        reading.Scores[2] = (int)(32768 * outer);
        reading.Scores[3] = (int)(32768 * (1 - outer) * 0.02);
        int[] scalars = [(int)(velocity * 1000), 350_000, 1_400_000, 1024, 768];
        scalars.CopyTo(reading.Scalars, 0);
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        return buffer[..reading.Encode(buffer, 0)];
    }

    public static byte[] EncodeHealth(long produced, long acked, uint epoch = 7, uint boot = 1)
    {
        var health = new Health { Epoch = epoch, Boot = boot, Uptime = 1000, Produced = produced, Acked = acked, Firmware = "0.1.0", Free = 90_000 };
        byte[] buffer = new byte[WireLimits.HealthBytes];
        return buffer[..health.Encode(buffer, 0)];
    }
}
