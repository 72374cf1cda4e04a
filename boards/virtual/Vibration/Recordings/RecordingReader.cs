using AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>Opens recordings of any known layout: MAT v5, WAV, the CSV of the ADI set, FEMTO's, and plain CSV.</summary>
public static class RecordingReader
{
    private static readonly string[] Endings = [".mat", ".wav", ".csv", ".txt"];

    /// <summary>Reads one file whole.</summary>
    /// <exception cref="RecordingException">It is missing, broken, of an unknown layout, or its rate is neither in it nor in the options.</exception>
    public static Recording Read(string file, ReadOptions? options = null) => Open(file, options).ReadWhole();

    /// <summary>Opens one file to read it in blocks. Text is gone through once, as its rate may be in its times; of a MAT file only what stands before the samples is read.</summary>
    /// <exception cref="RecordingException">It is missing, broken, of an unknown layout, or its rate is neither in it nor in the options.</exception>
    public static StreamedRecording Open(string file, ReadOptions? options = null)
    {
        options ??= ReadOptions.None;
        if (Directory.Exists(file))
        {
            throw new RecordingException(file, "is a folder", "name one recording in it");
        }

        if (!File.Exists(file))
        {
            throw new RecordingException(file, "no such file", "check the path");
        }

        if (options.SampleRateHz is <= 0 or > 10_000_000)
        {
            throw new RecordingException(file, $"a rate of {options.SampleRateHz} Hz makes no sense", "give samples per second, for instance --rate 12000");
        }

        try
        {
            StreamedRecording recording = Path.GetExtension(file).ToLowerInvariant() switch
            {
                ".mat" => MatRecording.Open(file, options),
                ".wav" => WavRecording.Open(file, options),
                ".csv" or ".txt" => CsvRecording.Open(file, options),
                string ending => throw new RecordingException(file, $"unknown layout '{ending}'", "known are .mat (MAT v5), .wav and .csv"),
            };
            return recording.Length >= 16 && recording.Axes.Count > 0 ? recording : throw new RecordingException(file, "holds no samples to speak of", "name a recording of at least 16 samples");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(file, "can't be read: " + error.Message.Split('\n')[0], "check the file and its permissions", error);
        }
    }

    /// <summary>The recordings of a folder and the folders below it, in the order of their paths; or the one file that the path names.</summary>
    /// <exception cref="RecordingException">There is no such path, or nothing under it ends like a recording.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw new RecordingException(path, "no such file or folder", "check the path");
        }

        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(f => Endings.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new RecordingException(path, "holds no recording", "known are .mat (MAT v5), .wav and .csv");
    }
}
