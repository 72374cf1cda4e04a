using System.Globalization;
using System.Text.Json;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Envelope;

/// <summary>The broadband stream and what is named from it; <c>AIOT_UPDATE_VECTORS=1</c> writes tests/vectors/diagnosis from the plain form.</summary>
public class BearingDiagnosisTests(ITestOutputHelper output)
{
    private const int RateMilliHz = 12_800_000;
    private static readonly BearingGeometry Bearing = BearingGeometry.Bearing6205;
    private static readonly string VectorPath = TestData.InRepository("tests/vectors/diagnosis/diagnosis.json");
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public sealed record VectorCase(int SpeedMilliHz, int Samples, uint Seed, int Period, int Spectra, string Digest, int Part, int MarginQ8, int[] Scores);

    [Fact]
    public void The_stream_equals_the_plain_one_at_any_speed_and_through_jumps_of_loudness()
    {
        var random = new Random(TestData.Seed);
        int cases = TestData.LongMode ? 400 : 8;
        for (int run = 0; run < cases; run++)
        {
            int speed = (int)(1000 * Math.Pow(2, (random.NextDouble() * 6) + 2));
            var stream = new BroadbandEnvelopeStream(RateMilliHz, speed);
            int count = Math.Min(120_000, stream.Decimation * (700 + random.Next(1500)));
            List<short> samples = [];
            while (samples.Count < count)
            {
                samples.AddRange(Windows.Random(random, 1 + random.Next(9000)));
            }

            short[] signal = [.. samples];
            for (int at = 0; at < signal.Length;)
            {
                int taken = Math.Min(random.Next(3000), signal.Length - at);
                stream.Add(signal, at, taken);
                at += taken;
            }

            bool any = stream.Read(speed);
            int decimation = Math.Clamp((int)(RateMilliHz / ((long)BroadbandEnvelopeStream.LeastPerRevolution * speed)), 4, 22 * 16);
            int terms = (decimation + 21) / 22;
            (int[] whitened, int spectra) = PlainBroadband.Stream(signal, decimation / terms, terms, stream.BinsPerOrderQ16(speed));
            Assert.True(any == spectra > 0 && spectra == stream.Spectra && whitened.SequenceEqual(stream.Whitened), $"seed {TestData.Seed}, run {run}, speed {speed}");
        }
    }

    /// <summary>Every channel's worst signal: full scale, with the signs of a cosine at its centre, now and then.</summary>
    [Fact]
    public void Square_waves_of_full_scale_at_a_channel_s_centre_overflow_nothing()
    {
        const int Speed = 30_000;
        var random = new Random(TestData.Seed);
        for (int channel = 1; channel <= 8; channel++)
        {
            var stream = new BroadbandEnvelopeStream(RateMilliHz, Speed);
            List<short> samples = [];
            while (samples.Count < stream.Decimation * 800)
            {
                double phase = random.NextDouble();
                samples.AddRange(Enumerable.Range(0, 50 + random.Next(200)).Select(n => Math.Cos(2 * Math.PI * ((channel * n / 16.0) + phase)) >= 0 ? short.MaxValue : short.MinValue));
                samples.AddRange(new short[random.Next(200)]);
            }

            short[] signal = [.. samples];
            stream.Add(signal, 0, signal.Length);
            Assert.True(stream.Read(Speed));
            (int[] whitened, _) = PlainBroadband.Stream(signal, stream.Decimation, 1, stream.BinsPerOrderQ16(Speed));
            Assert.True(whitened.SequenceEqual(stream.Whitened), $"seed {TestData.Seed}, channel {channel}");
        }
    }

    [Theory]
    [InlineData(FaultComb.Outer)]
    [InlineData(FaultComb.Inner)]
    [InlineData(FaultComb.Ball)]
    public void Impacts_at_a_fault_order_are_named_whatever_their_gain_slip_and_zero_point(int part)
    {
        double[] orders = [Bearing.OuterRaceOrder, Bearing.InnerRaceOrder, 2 * Bearing.BallSpinOrder];
        foreach (double slip in new[] { -0.015, 0, 0.012 })
        {
            foreach ((double peak, int zero) in new[] { (60.0, 0), (20000.0, 0), (2000.0, 9000) })
            {
                short[] samples = Signals.Impacts(25600, 12800, 30 * orders[part] * (1 + slip), peak, new Random(5));
                samples = [.. samples.Select(v => (short)Math.Clamp(v + zero, short.MinValue, short.MaxValue))];
                var stream = new BroadbandEnvelopeStream(RateMilliHz, 30_000);
                stream.Add(samples, 0, samples.Length);
                BearingDiagnosis diagnosis = New();
                Assert.True(diagnosis.Add(stream, 30_000));
                Assert.True(diagnosis.Part == part && diagnosis.MarginQ8 > 256, $"slip {slip}, peak {peak}, zero {zero}: {diagnosis.Part}, margin {diagnosis.MarginQ8}");
            }
        }
    }

    [Fact]
    public void A_constant_of_any_value_gives_no_score_and_nothing_is_named_before_the_first_axis()
    {
        foreach (short level in new short[] { 0, 1, -32768, 32767, 12345 })
        {
            var stream = new BroadbandEnvelopeStream(RateMilliHz, 30_000);
            short[] constant = [.. Enumerable.Repeat(level, 9000)];
            stream.Add(constant, 0, constant.Length);
            Assert.True(stream.Read(30_000));
            Assert.All(stream.Whitened, value => Assert.Equal(0, value));
        }

        BearingDiagnosis diagnosis = New();
        Assert.Equal((-1, 0, 0), (diagnosis.Part, diagnosis.MarginQ8, diagnosis.ScoreOf(FaultComb.Outer)));
        Assert.False(diagnosis.Add(new BroadbandEnvelopeStream(RateMilliHz, 30_000), 30_000));
    }

    [Fact]
    public void Lines_at_every_order_of_the_shaft_are_taken_off_and_a_line_between_them_stays()
    {
        var spectrum = new int[257];
        long binsPerOrder = (long)(10.67 * 65536);
        for (int order = 1; order < 24; order++)
        {
            spectrum[(int)Math.Round(order * 10.67)] = 900;
        }

        spectrum[38] = 700;
        var result = new int[257];
        ShaftLines.Subtract(spectrum, 257, binsPerOrder, result, new int[10]);
        Assert.Equal(PlainBroadband.WithoutShaft(spectrum, binsPerOrder), result);
        Assert.Equal(700, result[38]);
        Assert.True(result[53] < 600 && result[107] < 600, $"{result[53]} {result[107]}");
    }

    [Fact]
    public void The_rate_comes_down_to_13_kHz_but_never_below_400_samples_a_revolution()
    {
        Assert.Equal(1, BearingDiagnosis.DecimationFor(12_000_000, 30_000));
        Assert.Equal(2, BearingDiagnosis.DecimationFor(20_000_000, 30_000));
        Assert.Equal(4, BearingDiagnosis.DecimationFor(51_200_000, 15_000));
        Assert.Equal(2, BearingDiagnosis.DecimationFor(51_200_000, 70_000));
        Assert.Equal(64, BearingDiagnosis.DecimationFor(2_000_000_000, 1_000));
    }

    [Fact]
    public void Nothing_is_allocated_while_samples_come_in_or_a_part_is_named()
    {
        short[] samples = Signals.Noise(8192, 2000, new Random(1));
        var stream = new BroadbandEnvelopeStream(RateMilliHz, 30_000);
        BearingDiagnosis diagnosis = New();
        void Work()
        {
            stream.Add(samples, 0, samples.Length);
            diagnosis.Clear();
            diagnosis.Add(stream, 30_000);
        }

        Work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_stream_costs_at_most_12_million_instructions_for_1024_new_samples()
    {
        const int Many = 8;
        short[] samples = Signals.Noise(1024 * Many, 3000, new Random(1));
        double cost = new OpcodeMeter(CostTable.NanoFramework1()).Measure([typeof(BroadbandEnvelopeStream).Assembly.Location], metered =>
        {
            object stream = metered.New(typeof(BroadbandEnvelopeStream).FullName!, RateMilliHz, 30_000);
            metered.Call(stream, nameof(BroadbandEnvelopeStream.Add), samples, 0, samples.Length);
            metered.Restart();
            metered.Call(stream, nameof(BroadbandEnvelopeStream.Add), samples, 0, samples.Length);
        }).Instructions(CostColumn.Thumb2) / 1e6 / Many;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost:F2} million"));
        Assert.True(cost <= 12, $"{cost:F2} million");
    }

    [Fact]
    public void Vectors_come_out_to_the_bit()
    {
        if (Environment.GetEnvironmentVariable("AIOT_UPDATE_VECTORS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(VectorPath)!);
            VectorCase[] plain = [.. new (int Speed, int Samples, uint Seed, int Period)[] { (30_000, 16_000, 1, 119), (30_000, 12_800, 2, 79), (15_000, 24_000, 3, 240), (55_000, 9_000, 4, 43), (3_000, 80_000, 5, 900) }.Select(Plain)];
            File.WriteAllText(VectorPath, JsonSerializer.Serialize(plain, Json) + "\n");
        }

        foreach (VectorCase expected in JsonSerializer.Deserialize<VectorCase[]>(File.ReadAllText(VectorPath), Json)!)
        {
            var stream = new BroadbandEnvelopeStream(RateMilliHz, expected.SpeedMilliHz);
            stream.Add(Samples(expected.Samples, expected.Seed, expected.Period), 0, expected.Samples);
            BearingDiagnosis diagnosis = New();
            Assert.True(diagnosis.Add(stream, expected.SpeedMilliHz));
            Assert.Equal((expected.Spectra, expected.Digest, expected.Part, expected.MarginQ8), (stream.Spectra, Digest(stream.Whitened), diagnosis.Part, diagnosis.MarginQ8));
            Assert.Equal(expected.Scores, Enumerable.Range(0, 4).Select(diagnosis.ScoreOf));
        }
    }

    private static VectorCase Plain((int Speed, int Samples, uint Seed, int Period) c)
    {
        var stream = new BroadbandEnvelopeStream(RateMilliHz, c.Speed);
        int terms = (stream.Decimation + 21) / 22;
        long binsPerOrder = stream.BinsPerOrderQ16(c.Speed);
        (int[] whitened, int spectra) = PlainBroadband.Stream(Samples(c.Samples, c.Seed, c.Period), stream.Decimation / terms, terms, binsPerOrder);
        int[] orders = [Q16(Bearing.OuterRaceOrder), Q16(Bearing.InnerRaceOrder), 2 * Q16(Bearing.BallSpinOrder), Q16(Bearing.CageOrder)];
        int[] scores = PlainEnvelope.Scores(new FaultComb(orders[0], orders[1], orders[2] / 2, orders[3], 4), whitened, binsPerOrder, orders, 4);
        int[] parts = [.. scores.Take(3)];
        int[] sorted = [.. parts.OrderDescending()];
        return new(c.Speed, c.Samples, c.Seed, c.Period, spectra, Digest(whitened), Array.IndexOf(parts, sorted[0]), sorted[0] - sorted[1], scores);
    }

    // Noise with an impact of two samples every period, on a zero point that is off.
    private static short[] Samples(int count, uint seed, int period)
    {
        var samples = new short[count];
        for (int n = 0; n < count; n++)
        {
            seed = (1664525 * seed) + 1013904223;
            samples[n] = (short)(((int)seed >> 22) + 3000 + (n % period == 0 ? 9000 : n % period == 1 ? -9000 : 0));
        }

        return samples;
    }

    private static BearingDiagnosis New() => new(Q16(Bearing.OuterRaceOrder), Q16(Bearing.InnerRaceOrder), Q16(Bearing.BallSpinOrder), Q16(Bearing.CageOrder));

    private static int Q16(double order) => (int)Math.Round(order * 65536);

    // FNV-1a, 64 bits, over little-endian int32.
    private static string Digest(int[] values)
    {
        ulong hash = 14695981039346656037;
        foreach (int value in values)
        {
            for (int i = 0; i < 4; i++)
            {
                hash = (hash ^ (byte)(value >> (8 * i))) * 1099511628211;
            }
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
