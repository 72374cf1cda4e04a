using System.IO.Compression;
using System.Text;
using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Vibration.Tests;

public sealed class RecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-recordings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void ADI_recordings_open_with_rate_axes_bias_and_label()
    {
        Recording r = RecordingReader.Read(TestData.Shared("vibration/adi_cbm_limerick/voyager3/Data_ADXL356C/1800_HOR_GS_BaLo_WA_00lb.Wfm.csv"));

        Assert.Equal("ADI CSV", r.Layout);
        Assert.Equal(20000, r.SampleRateHz, 1.0);
        Assert.Equal(["x", "y", "z"], r.Channels.Select(c => c.Name));
        Assert.Equal(40000, r.Channels[0].AccelerationG.Length);
        Assert.Equal((BearingFault.Outer, "HOR", 1800.0), (r.Label.Fault, r.Label.Bearing, r.Label.Rpm));
        Assert.All(r.Channels, c => Assert.InRange(Math.Abs(c.AccelerationG.Average()), 0, 0.5));
    }

    [SkippableTheory]
    [InlineData("12k_Drive_End_B007_0_118.mat", 12000, BearingFault.Ball, "B007", 1796)]
    [InlineData("12k_Drive_End_OR007@6_0_130.mat", 12000, BearingFault.Outer, "OR007@6", 1796)]
    [InlineData("normal_0_97.mat", 48000, BearingFault.None, "normal", 1796)]
    public void CWRU_recordings_open_with_the_rate_they_were_sampled_at(string name, double rate, BearingFault fault, string bearing, double rpm)
    {
        Recording r = RecordingReader.Read(TestData.Shared("vibration/cwru/" + name));

        Assert.Equal(rate, r.SampleRateHz);
        Assert.Equal("DE", r.Channels[0].Name);
        Assert.Equal((fault, bearing), (r.Label.Fault!.Value, r.Label.Bearing));
        Assert.Equal(rpm, r.Label.Rpm ?? rpm, 1.0);
    }

    [SkippableFact]
    public void Every_CWRU_recording_of_the_set_opens()
    {
        foreach (string file in RecordingReader.Find(TestData.Shared("vibration/cwru")))
        {
            Recording r = RecordingReader.Read(file);
            Assert.NotNull(r.Label.Fault);
            Assert.True(r.Seconds > 4, file);
        }
    }

    [SkippableFact]
    public void Compressed_MAT_files_of_a_known_set_open_at_its_rate_and_others_need_one()
    {
        string file = TestData.Shared("vibration/hit_sm/spectraquest/OR5_900.mat");
        string folder = Directory.CreateTempSubdirectory("aiot-mat-").FullName;
        string unknown = Path.Combine(folder, "pump.mat");
        File.Copy(file, unknown);

        RecordingException error = Assert.Throws<RecordingException>(() => RecordingReader.Read(unknown));
        Recording r = RecordingReader.Read(file);

        Assert.Contains("--rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(262144, RecordingReader.Read(unknown, new ReadOptions { SampleRateHz = 51200 }).Channels[0].AccelerationG.Length);
        Directory.Delete(folder, recursive: true);
        Assert.Equal((51200.0, 262144, BearingFault.Outer, 900.0), (r.SampleRateHz, r.Channels[0].AccelerationG.Length, r.Label.Fault!.Value, r.Label.Rpm!.Value));
    }

    [SkippableFact]
    public void FEMTO_snapshots_open_with_both_axes()
    {
        Recording r = RecordingReader.Read(TestData.Shared("vibration/femto_pronostia/bearing1_1/acc_00001.csv"));

        Assert.Equal((25600.0, 2560), (r.SampleRateHz, r.Channels[1].AccelerationG.Length));
        Assert.Equal(0.552, r.Axis("horizontal").AccelerationG[0]);
        Assert.Equal(-0.146, r.Axis("1").AccelerationG[0]);
    }

    [SkippableFact]
    public void A_plain_CSV_without_times_needs_a_rate()
    {
        string file = RecordingReader.Find(TestData.Shared("vibration/ceiling_fan/fan_0_low_0_weight"))[0];

        Assert.Throws<RecordingException>(() => RecordingReader.Read(file));
        Assert.Equal(3, RecordingReader.Read(file, new ReadOptions { SampleRateHz = 200 }).Channels.Count);
    }

    [Fact]
    public void A_CSV_with_a_time_column_says_its_own_rate()
    {
        string file = Write("t.csv", "time,accel\n" + string.Concat(Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"{i / 4000.0},{i % 7 - 3}\n"))));

        Recording r = RecordingReader.Read(file);

        Assert.Equal(4000, r.SampleRateHz, 0.01);
        Assert.Equal("accel", Assert.Single(r.Channels).Name);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(1, 16)]
    [InlineData(1, 24)]
    [InlineData(1, 32)]
    [InlineData(3, 32)]
    public void WAV_of_every_sample_format_opens_at_its_own_rate(int format, int bits)
    {
        string file = Path.Combine(_folder, "a.wav");
        File.WriteAllBytes(file, Wav(format, bits, 2, 8000, [.. Enumerable.Range(0, 64).Select(i => Math.Sin(i) / 2)]));

        Recording r = RecordingReader.Read(file, new ReadOptions { GPerUnit = 4 });

        Assert.Equal((8000.0, 2, 32), (r.SampleRateHz, r.Channels.Count, r.Channels[0].AccelerationG.Length));
        Assert.Equal(4 * Math.Sin(2) / 2, r.Channels[0].AccelerationG[1], 0.05);
    }

    [Theory]
    [InlineData("missing.mat", null, "no such file")]
    [InlineData("a.xyz", "1", "unknown layout")]
    [InlineData("a.mat", "short", "no MAT header")]
    [InlineData("a.wav", "RIFF....junk", "not a WAVE file")]
    [InlineData("a.csv", "", "is empty")]
    [InlineData("a.csv", "1;2\n3;x\n", "line 2, field 2: 'x' is not a number")]
    [InlineData("a.csv", "1,2\n3,4,5\n", "line 2 has 3 fields")]
    public void A_broken_file_is_one_clear_line(string name, string? content, string says)
    {
        string file = content is null ? Path.Combine(_folder, name) : Write(name, content);

        RecordingException error = Assert.Throws<RecordingException>(() => RecordingReader.Read(file, new ReadOptions { SampleRateHz = 1000 }));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Structures_in_a_row_give_an_axis_each_by_the_name_that_MATLAB_gives_it(bool compressed)
    {
        double[] force = Tone(5, 4000, 300), vibration = Tone(100, 4000, 900);
        string file = Path.Combine(_folder, "N15_M07_F10_KA01_1.mat");
        File.WriteAllBytes(file, MatFile(Structures("Y", "Data", [force, vibration, vibration]), compressed));

        Recording r = RecordingReader.Read(file, new ReadOptions { SampleRateHz = 4000 });

        Assert.Equal(["Y(2).Data", "Y(3).Data"], r.Channels.Select(c => c.Name));
        Assert.Equal(vibration, r.Channels[0].AccelerationG);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_MAT_file_cut_or_damaged_anywhere_opens_or_is_refused_in_one_line(bool compressed)
    {
        byte[] good = Mat("X118_DE_time", [.. Enumerable.Range(0, 400).Select(i => Math.Sin(i * 0.3))], compressed);
        string file = Path.Combine(_folder, "12k_Drive_End_B007_0_118.mat");
        File.WriteAllBytes(file, good);
        Assert.Equal(400, RecordingReader.Read(file).Channels[0].AccelerationG.Length);
        Random random = new(TestData.Seed);
        for (int round = 0; round < 3000; round++)
        {
            byte[] bad = (byte[])good.Clone();
            if (round % 3 == 0)
            {
                bad = bad[..random.Next(bad.Length)];
            }
            else
            {
                for (int k = 0; k <= round % 4; k++)
                {
                    bad[random.Next(bad.Length)] = (byte)random.Next(256);
                }
            }

            File.WriteAllBytes(file, bad);
            try
            {
                RecordingReader.Read(file);
            }
            catch (RecordingException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {TestData.Seed}, round {round}: {error}");
            }
        }
    }

    [Fact]
    public void A_recording_sampled_too_slowly_for_the_model_is_refused_with_both_rates()
    {
        RecordedSource source = new(SensorModel.Default);
        Recording slow = new("fan.csv", "CSV", 200, [new Channel("x", new double[400])], RecordingLabel.FromName("fan.csv"));

        RecordingException error = Assert.Throws<RecordingException>(() => source.Add(slow, null, double.PositiveInfinity));

        Assert.Contains("200 Hz", error.Message, StringComparison.Ordinal);
        Assert.Contains("12800 Hz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resampling_keeps_a_tone_and_removes_what_would_alias()
    {
        double[] kept = Resampler.Resample(Tone(1000, 48000, 48000), 48000, 12800);
        double[] removed = Resampler.Resample(Tone(9000, 48000, 48000), 48000, 12800);

        Assert.Equal(0.5, kept[2000..^2000].Average(v => v * v), 0.005);
        Assert.InRange(removed[2000..^2000].Average(v => v * v), 0, 1e-6);
    }

    [Fact]
    public void A_list_of_recordings_plays_in_order_and_the_last_repeats()
    {
        RecordedSource source = new(new SensorModel(1000, 1_000_000, 32767));
        source.Add(Square("a", 0.1), null, 0.5);
        source.Add(Square("b", 0.3), null, double.PositiveInfinity);
        short[] samples = new short[1700];

        Assert.True(source.TryRead(samples, 0, samples.Length));

        Assert.All(samples[..500], s => Assert.Equal(100, Math.Abs((int)s)));
        Assert.All(samples[500..], s => Assert.Equal(300, Math.Abs((int)s)));
    }

    private static Recording Square(string name, double g) =>
        new(name, "CSV", 1000, [new Channel("x", [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? g : -g)])], RecordingLabel.FromName(name));

    private static double[] Tone(double hz, double rate, int count) => [.. Enumerable.Range(0, count).Select(i => Math.Sin(2 * Math.PI * hz * i / rate))];

    private string Write(string name, string content)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, content);
        return file;
    }

    private static byte[] Wav(int format, int bits, int channels, int rate, double[] interleaved)
    {
        using MemoryStream data = new();
        using BinaryWriter writer = new(data);
        foreach (double v in interleaved)
        {
            switch (format, bits)
            {
                case (3, _): writer.Write((float)v); break;
                case (_, 8): writer.Write((byte)(128 + 127 * v)); break;
                case (_, 16): writer.Write((short)(32767 * v)); break;
                case (_, 24): writer.Write([.. BitConverter.GetBytes((int)(8388607 * v))[..3]]); break;
                default: writer.Write((int)(2147483647 * v)); break;
            }
        }

        byte[] body = data.ToArray();
        using MemoryStream file = new();
        using BinaryWriter w = new(file);
        w.Write("RIFF"u8);
        w.Write(36 + body.Length);
        w.Write("WAVEfmt "u8);
        w.Write(16);
        w.Write((short)format);
        w.Write((short)channels);
        w.Write(rate);
        w.Write(rate * channels * bits / 8);
        w.Write((short)(channels * bits / 8));
        w.Write((short)bits);
        w.Write("data"u8);
        w.Write(body.Length);
        w.Write(body);
        return file.ToArray();
    }

    private static byte[] Mat(string name, double[] values, bool compressed) => MatFile(Vector(name, values), compressed);

    private static byte[] Vector(string name, double[] values) => MatElement(14, [.. MatHead(6, name, values.Length, 1), .. MatElement(9, [.. values.SelectMany(BitConverter.GetBytes)])]);

    /// <summary>Structures of one field, 1 x n.</summary>
    private static byte[] Structures(string name, string field, double[][] values) => MatElement(14, [
        .. MatHead(2, name, 1, values.Length),
        .. BitConverter.GetBytes((4 << 16) | 5), .. BitConverter.GetBytes(32),
        .. MatElement(1, Encoding.ASCII.GetBytes(field.PadRight(32, '\0'))),
        .. values.SelectMany(v => Vector("", v))]);

    private static byte[] MatHead(int arrayClass, string name, int rows, int columns) => [
        .. MatElement(6, [.. BitConverter.GetBytes(arrayClass), 0, 0, 0, 0]),
        .. MatElement(5, [.. BitConverter.GetBytes(rows), .. BitConverter.GetBytes(columns)]),
        .. MatElement(1, Encoding.ASCII.GetBytes(name))];

    private static byte[] MatElement(int type, byte[] body) => [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(body.Length), .. body, .. new byte[(8 - body.Length % 8) % 8]];

    private static byte[] MatFile(byte[] body, bool compressed)
    {
        using MemoryStream file = new();
        using BinaryWriter w = new(file);
        w.Write(Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(124)));
        w.Write((short)0x0100);
        w.Write("IM"u8);
        if (!compressed)
        {
            w.Write(body);
            return file.ToArray();
        }

        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(body);
        }

        w.Write(15);
        w.Write((int)packed.Length);
        w.Write(packed.ToArray());
        return file.ToArray();
    }
}
