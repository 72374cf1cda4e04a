using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.ModelTools.Cli;
using AIoT.Embedded.ModelTools.Evaluation.Diagnosis;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.ModelTools.Tests.Evaluation;

/// <summary>The commands on real recordings and on sound they make themselves.</summary>
public sealed class RecordedDiagnosisTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The counts that docs/bearing-faults.md states: recordings, then axes by themselves.
    [SkippableTheory]
    [InlineData("vibration/cwru", 18, 16, 16)]
    [InlineData("vibration/hit_sm", 6, 6, 6)]
    [InlineData("vibration/adi_cbm_limerick", 6, 6, 16)]
    public void Recorded_bearings_are_named_as_the_table_says(string set, int damaged, int right, int axesRight)
    {
        int seen = 0, named = 0, axes = 0;
        foreach (string file in RecordingReader.Find(TestData.Shared(set)))
        {
            Recording recording = RecordingReader.Read(file);
            if (recording.Label.Fault is null or BearingFault.None)
            {
                continue;
            }

            IReadOnlyList<Channel> used = set.EndsWith("cwru", StringComparison.Ordinal) ? [recording.Axis("DE")] : recording.Channels;
            RecordingDiagnosis d = new RecordingDiagnoser().Diagnose(recording, used, BearingOrders.Of(recording.Label.Geometry!), recording.Label.Rpm, 3);
            seen++;
            named += d.All.Part == d.Label ? 1 : 0;
            axes += d.Axes.Count(a => a.Part == d.Label);
            output.WriteLine($"{Path.GetFileName(file)}: {d.All}");
        }

        Assert.Equal((damaged, right, axesRight), (seen, named, axes));
    }

    [Fact]
    public async Task A_folder_with_labels_gives_a_line_for_each_recording_and_the_share_that_is_right()
    {
        Write("one.csv", 3.585 * 30, 1);
        Write("two.csv", 5.415 * 30, 2);
        await File.WriteAllTextAsync(In("labels.csv"), "file,label,rpm,rate\none.csv,outer,1800,12000\ntwo.csv,inner,1800,12000\n");
        (int code, string text, string error) = await Run("diagnose", _folder, "--bearing", "6205", "--json", In("out.json"));
        Assert.True(code == 0, error);
        Assert.Contains("one.csv", text, StringComparison.Ordinal);
        Assert.Contains("2 of 2 (100.0 %)", text, StringComparison.Ordinal);
        Assert.Contains("\"outer\"", await File.ReadAllTextAsync(In("out.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_input_is_one_line_and_exit_code_2()
    {
        Write("one.csv", 107, 1);
        await Refused("is no known bearing", "diagnose", In("one.csv"), "--bearing", "x");
        await Refused("bearing is unknown", "diagnose", In("one.csv"), "--rate", "12000");
        await Refused("shaft speed is unknown", "diagnose", In("one.csv"), "--rate", "12000", "--bearing", "6205");
        await Refused("is no shaft speed", "diagnose", In("one.csv"), "--bearing", "6205", "--speed", "fast");
        await Refused("needs an image", "evaluate", "--data", _folder);
        await Refused("--split must be", "evaluate", "--baseline", "--data", _folder, "--split", "month");
        await File.WriteAllTextAsync(In("l.csv"), "name,label\nx,outer\n");
        await Refused("names no column 'file'", "diagnose", In("one.csv"), "--labels", In("l.csv"));
        await File.WriteAllTextAsync(In("l.csv"), "file,label\none.csv,broken\n");
        await Refused("label 'broken' is unknown", "diagnose", In("one.csv"), "--labels", In("l.csv"));
    }

    private void Write(string name, double impactsHz, int seed)
    {
        var random = new Random(seed);
        double ring = 0, phase = 0;
        using var writer = new StreamWriter(In(name));
        writer.WriteLine(seed == 2 ? "Title: a logger's page\nDate: today\n\nChannel 1\nx" : "x");
        for (int n = 0; n < 48000; n++)
        {
            phase += impactsHz / 12000;
            if (phase >= 1)
            {
                phase -= 1;
                ring = 1;
            }

            ring *= 0.95;
            writer.WriteLine(FormattableString.Invariant($"{(ring * Math.Cos(n * 1.6)) + (0.05 * (random.NextDouble() - 0.5)):F5}"));
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using StringWriter text = new(), error = new();
        int code = await CommandLine.RunAsync(args, text, error);
        return (code, text.ToString(), error.ToString());
    }

    private static async Task Refused(string says, params string[] args)
    {
        (int code, _, string error) = await Run(args);
        Assert.True(code == 2, $"{code}: {error}");
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }
}
