using System.Globalization;
using System.Text;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Vibration.Tests;

/// <summary>Recordings that are read as they are used.</summary>
public sealed class StreamingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-streaming-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("vibration/cwru/12k_Drive_End_B007_0_118.mat")]
    [InlineData("vibration/hit_sm/spectraquest/OR5_900.mat")]
    [InlineData("vibration/adi_cbm_limerick/voyager3/Data_ADXL356C/1800_HOR_GS_BaLo_WA_00lb.Wfm.csv")]
    [InlineData("vibration/femto_pronostia/bearing1_1/acc_00001.csv")]
    public void Blocks_of_any_size_of_one_axis_are_what_the_whole_holds(string name)
    {
        StreamedRecording recording = RecordingReader.Open(TestData.Shared(name));
        Recording whole = recording.ReadWhole();
        var random = new Random(TestData.Seed);
        for (int axis = 0; axis < recording.Axes.Count; axis++)
        {
            var values = new List<double>();
            using SampleReader reader = recording.Samples(axis);
            double share = 0;
            while (true)
            {
                double[][] block = [new double[random.Next(1, 5000)]];
                int read = reader.Read(block);
                Assert.InRange(reader.Share, share, 1);
                share = reader.Share;
                if (read == 0)
                {
                    break;
                }

                values.AddRange(block[0].AsSpan(0, read));
            }

            Assert.Equal(recording.Axes[axis], whole.Channels[axis].Name);
            Assert.True(whole.Channels[axis].AccelerationG.AsSpan().SequenceEqual(values.ToArray()), $"seed {TestData.Seed}, axis {axis}");
            Assert.Equal(recording.Length, values.Count);
        }
    }

    [Theory]
    [InlineData(48000, 12800)]
    [InlineData(51200, 12000)]
    [InlineData(20000.513, 12000)]
    [InlineData(1000, 1600)]
    [InlineData(800, 800)]
    public void Resampling_block_by_block_gives_what_resampling_the_whole_gives_which_is_the_plain_formula(double from, double to)
    {
        var random = new Random(TestData.Seed);
        double[] samples = [.. Enumerable.Range(0, 3000).Select(_ => random.NextDouble() - 0.5)];
        double[] whole = Resampler.Resample(samples, from, to), outputs = [];
        var made = new List<double>();
        var resampler = new Resampler(from, to);
        for (int at = 0; at < samples.Length;)
        {
            int count = Math.Min(samples.Length - at, random.Next(1, 400));
            int next = resampler.Next(samples.AsSpan(at, count), last: at + count == samples.Length, ref outputs);
            made.AddRange(outputs.AsSpan(0, next));
            at += count;
        }

        Assert.Equal(whole, made);
        if (from != to)
        {
            double[] plain = Plain(samples, from / to);
            Assert.Equal(plain.Length, whole.Length);
            Assert.All(plain.Zip(whole), p => Assert.Equal(p.First, p.Second, 1e-12));
        }
    }

    [Fact]
    public void Numbers_are_read_as_the_runtime_reads_them_however_they_are_written()
    {
        var random = new Random(TestData.Seed);
        List<string> texts = ["0", "-0", "+1", "1.", ".5", "-.5e3", "1e5", "1E+05", "2e-7", "9007199254740993", "123456789012345678901234", "0.1", "1e22", "1e23", "4.9e-324", "00012.50", "3.14159265358979323846", "1.7976931348623157e308"];
        for (int i = 0; i < 2000; i++)
        {
            double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-25, 25));
            texts.Add(value.ToString(new[] { "R", "E5", "F6", "G9" }[i % 4], CultureInfo.InvariantCulture));
        }

        string file = Write("numbers.csv", string.Join('\n', texts.Select(t => " " + t + " ")));

        double[] read = RecordingReader.Read(file, new ReadOptions { SampleRateHz = 1000 }).Channels[0].AccelerationG;

        for (int i = 0; i < texts.Count; i++)
        {
            double known = double.Parse(texts[i], CultureInfo.InvariantCulture);
            Assert.True(BitConverter.DoubleToInt64Bits(known) == BitConverter.DoubleToInt64Bits(read[i]), $"seed {TestData.Seed}: '{texts[i]}' is {known:R}, read as {read[i]:R}");
        }
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\r", false)]
    [InlineData("\r\n", true)]
    public void Text_of_any_line_ends_and_encoding_opens(string end, bool wide)
    {
        string text = "time,accel" + end + string.Concat(Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"{i / 4000.0},{i % 7 - 3}{end}")));
        string file = Path.Combine(_folder, "t.csv");
        File.WriteAllText(file, text, wide ? Encoding.Unicode : Encoding.UTF8);

        Recording r = RecordingReader.Read(file);

        Assert.Equal(4000, r.SampleRateHz, 0.01);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (double)(i % 7 - 3)), r.Channels[0].AccelerationG);
    }

    [Fact]
    public void Times_that_jitter_are_even_and_times_with_a_gap_are_not()
    {
        string Times(Func<int, double> time) => "t,x\n" + string.Concat(Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{time(i)},{i}\n")));

        Assert.Equal(1000, RecordingReader.Open(Write("a.csv", Times(i => Math.Round(i / 1000.0 + i % 3 * 0.0004, 4)))).SampleRateHz, 5.0);
        Assert.Contains("do not rise in even steps", Assert.Throws<RecordingException>(() => RecordingReader.Open(Write("b.csv", Times(i => i / 1000.0 + (i > 90 ? 0.5 : 0))))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_and_a_sample_that_is_no_number_are_one_clear_line()
    {
        string endless = Write("endless.csv", new string('1', 3_000_000)), holes = Write("holes.csv", string.Join('\n', Enumerable.Range(0, 500).Select(i => i == 321 ? "NaN" : "1")));
        var options = new ReadOptions { SampleRateHz = 1000 };

        Assert.Contains("line 1 is longer than a million characters", Assert.Throws<RecordingException>(() => RecordingReader.Open(endless, options)).Message, StringComparison.Ordinal);
        Assert.Contains("sample 322 of axis column1 is not a number", Assert.Throws<RecordingException>(() => RecordingReader.Read(holes, options)).Message, StringComparison.Ordinal);
    }

    /// <summary>The resampler's formula, a sum for each output.</summary>
    private static double[] Plain(double[] samples, double step)
    {
        double cutoff = 0.92 * Math.Min(1, 1 / step), half = 24 / cutoff;
        double[] result = new double[(int)(samples.Length / step)];
        for (int i = 0; i < result.Length; i++)
        {
            double sum = 0, weights = 0;
            for (int k = Math.Max(0, (int)Math.Ceiling(i * step - half)); k <= Math.Min(samples.Length - 1, (int)Math.Floor(i * step + half)); k++)
            {
                double x = k - i * step, arg = Math.PI * cutoff * x;
                double weight = (0.42 + 0.5 * Math.Cos(Math.PI * x / half) + 0.08 * Math.Cos(2 * Math.PI * x / half)) * (Math.Abs(arg) < 1e-12 ? 1 : Math.Sin(arg) / arg);
                sum += weight * samples[k];
                weights += weight;
            }

            result[i] = sum / weights;
        }

        return result;
    }

    private string Write(string name, string content)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, content);
        return file;
    }
}
