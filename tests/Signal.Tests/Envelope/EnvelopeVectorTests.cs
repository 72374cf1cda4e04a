using System.Text.Json;
using System.Text.Json.Serialization;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Envelope;

/// <summary>Replays tests/vectors/envelope; <c>AIOT_UPDATE_VECTORS=1</c> writes what <see cref="PlainEnvelope"/> gives.</summary>
public class EnvelopeVectorTests
{
    private const int RateMilliHz = 12_800_000;
    private static readonly int[] Orders = [234946, 354877, 308936, 26107]; // 6205: 3.585, 5.415, 4.714, 0.3984
    private static readonly string Path = TestData.InRepository("tests/vectors/envelope/envelope.json");
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    public sealed record Signal(string Kind, int Parameter, int Shift = 0);

    public sealed record WindowCase(int Length, int LowHz, int HighHz, Signal Signal, int Level, int Kurtosis, int Crest, string Digest, int[] Scores);

    public sealed record StreamCase(int ShaftSpeedMilliHz, int Samples, Signal Signal, int Spectra, string Digest, int[] Scores);

    public sealed record SpeedCase(Signal Signal, int NominalMilliHz, int SpeedMilliHz, int ConfidenceQ8);

    public sealed record Vectors(int[] Dummies, WindowCase[] Windows, StreamCase[] Streams, SpeedCase[] Speeds);

    [Fact]
    public void Vectors_come_out_to_the_bit()
    {
        if (Environment.GetEnvironmentVariable("AIOT_UPDATE_VECTORS") == "1")
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            File.WriteAllText(Path, JsonSerializer.Serialize(Plain(), Json) + "\n");
        }

        Vectors vectors = JsonSerializer.Deserialize<Vectors>(File.ReadAllText(Path), Json)!;
        var combs = new FaultComb(Orders[0], Orders[1], Orders[2] / 2, Orders[3], 2);
        Assert.Equal(vectors.Dummies, Enumerable.Range(0, combs.DummyCount).Select(combs.DummyAt));
        var scores = new int[4];
        foreach (WindowCase expected in vectors.Windows)
        {
            var spectrum = new EnvelopeSpectrum(expected.Length, RateMilliHz, expected.LowHz, expected.HighHz);
            spectrum.Process(Samples(expected.Signal, expected.Length), 0);
            combs.Score(spectrum.Whitened, spectrum.Bins, spectrum.BinsPerOrderQ16(30000), scores, 0);
            Assert.Equal((expected.Level, expected.Kurtosis, expected.Crest, expected.Digest), (spectrum.LevelLog2Q8, spectrum.KurtosisLog2Q8, spectrum.CrestLog2Q8, Digest(spectrum.Whitened)));
            Assert.Equal(expected.Scores, scores);
        }

        foreach (StreamCase expected in vectors.Streams)
        {
            var stream = new EnvelopeStream(RateMilliHz, expected.ShaftSpeedMilliHz);
            stream.Add(Samples(expected.Signal, expected.Samples), 0, expected.Samples);
            stream.Read();
            combs.Score(stream.Whitened, EnvelopeStream.Bins, stream.BinsPerOrderQ16(expected.ShaftSpeedMilliHz), scores, 0);
            Assert.Equal((expected.Spectra, expected.Digest), (stream.Spectra, Digest(stream.Whitened)));
            Assert.Equal(expected.Scores, scores);
        }

        foreach (SpeedCase expected in vectors.Speeds)
        {
            Assert.Equal((expected.SpeedMilliHz, expected.ConfidenceQ8), Speed(expected));
        }
    }

    private static Vectors Plain()
    {
        Signal[] signals = [new("noise", 1), new("noise", 2, 12), new("pulses", 119), new("pulses", 79), new("square", 1), new("square", 7), new("constant", -32768), new("sawtooth", 12345)];
        var combs = new FaultComb(Orders[0], Orders[1], Orders[2] / 2, Orders[3], 2);
        List<WindowCase> windows = [];
        foreach (int length in new[] { 256, 512, 1024, 2048 })
        {
            foreach ((int low, int high, int first, int last) in new[] { (0, 0, 1, 3), (2000, 4500, 2, 2) })
            {
                foreach (Signal signal in signals)
                {
                    (int[] whitened, int level, int kurtosis, int crest) = PlainEnvelope.Window(Samples(signal, length), 0, length, first, last);
                    long binsPerOrder = new EnvelopeSpectrum(length, RateMilliHz, 0, 0).BinsPerOrderQ16(30000);
                    windows.Add(new(length, low, high, signal, level, kurtosis, crest, Digest(whitened), PlainEnvelope.Scores(combs, whitened, binsPerOrder, Orders, 2)));
                }
            }
        }

        List<StreamCase> streams = [];
        foreach ((int speed, int count) in new[] { (30000, 12800), (15000, 25600), (55000, 9000) })
        {
            foreach (Signal signal in signals)
            {
                var stream = new EnvelopeStream(RateMilliHz, speed);
                int terms = (stream.Decimation + 10) / 11;
                (int[] whitened, int spectra) = PlainEnvelope.Stream(Samples(signal, count), stream.Decimation / terms, terms);
                streams.Add(new(speed, count, signal, spectra, Digest(whitened), PlainEnvelope.Scores(combs, whitened, stream.BinsPerOrderQ16(speed), Orders, 2)));
            }
        }

        SpeedCase[] speeds = [new(new("pulses", 27), 30000, 0, 0), new(new("pulses", 53), 14500, 0, 0), new(new("noise", 3, 4), 30000, 0, 0), new(new("constant", 5), 30000, 0, 0)];
        return new([.. Enumerable.Range(0, combs.DummyCount).Select(combs.DummyAt)], [.. windows], [.. streams], [.. speeds.Select(c => c with { SpeedMilliHz = Speed(c).Speed, ConfidenceQ8 = Speed(c).Confidence })]);
    }

    // 1024 samples at 800 Hz, 8 % around the nominal speed.
    private static (int Speed, int Confidence) Speed(SpeedCase speed)
    {
        var power = new long[513];
        new RealSpectrum(1024, WindowKind.Hann).Power(Samples(speed.Signal, 1024), 0, power);
        var estimator = new ShaftSpeedEstimator(1024, 800_000);
        return (estimator.EstimateNear(power, speed.NominalMilliHz, 8), estimator.ConfidenceQ8);
    }

    private static short[] Samples(Signal signal, int count)
    {
        uint s = (uint)signal.Parameter;
        var samples = new short[count];
        for (int n = 0; n < count; n++)
        {
            s = (1664525 * s) + 1013904223;
            int noise = (int)s >> 16;
            int phase = n % signal.Parameter;
            samples[n] = signal.Kind switch
            {
                "noise" => (short)(noise >> signal.Shift),
                "pulses" => (short)((noise >> 6) + (phase == 0 ? 16000 : phase == 1 ? -16000 : 0)),
                "square" => n / signal.Parameter % 2 == 0 ? short.MinValue : short.MaxValue,
                "constant" => (short)signal.Parameter,
                "sawtooth" => (short)((n * signal.Parameter & 65535) - 32768),
                _ => throw new InvalidDataException(signal.Kind),
            };
        }

        return samples;
    }

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

        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
