namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>A recording that is read as it is used: what its file says of itself, and its samples in blocks, from the beginning as often as they are wanted.</summary>
public abstract class StreamedRecording
{
    private protected StreamedRecording(string file, string layout, double sampleRateHz, IReadOnlyList<string> axes, long length, RecordingLabel label)
    {
        (File, Layout, SampleRateHz, Axes, Length, Label) = (file, layout, sampleRateHz, axes, length, label);
    }

    /// <summary>The file's path as given.</summary>
    public string File { get; }

    /// <summary>The layout it is read as, for instance <c>MAT v5</c>.</summary>
    public string Layout { get; }

    /// <summary>Samples per second.</summary>
    public double SampleRateHz { get; }

    /// <summary>Names of the axes, at least one.</summary>
    public IReadOnlyList<string> Axes { get; }

    /// <summary>Samples of each axis.</summary>
    public long Length { get; }

    /// <summary>What the file and its name say.</summary>
    public RecordingLabel Label { get; }

    /// <summary>The index of the axis of a name (case-insensitive) or of an index; the first when <paramref name="axis"/> is empty.</summary>
    /// <exception cref="RecordingException">There is no such axis.</exception>
    public int AxisIndex(string? axis) => AxisNames.Index(File, Axes, axis);

    /// <summary>Reads some axes from their beginning.</summary>
    /// <exception cref="RecordingException">The file can't be read.</exception>
    public abstract SampleReader Samples(params int[] axes);

    /// <summary>All of it at once.</summary>
    /// <exception cref="RecordingException">It can't be read, or is longer than fits an array.</exception>
    public Recording ReadWhole()
    {
        if (Length > Array.MaxLength)
        {
            throw new RecordingException(File, $"holds {Length} samples of each axis, more than fit into memory at once", "cut it into shorter recordings");
        }

        double[][] values = [.. Axes.Select(_ => new double[Length])];
        using SampleReader reader = Samples([.. Enumerable.Range(0, Axes.Count)]);
        int done = 0;
        while (done < Length && reader.Read(values, done) is > 0 and int read)
        {
            done += read;
        }

        return new Recording(File, Layout, SampleRateHz, [.. Axes.Select((name, i) => new Channel(name, done == Length ? values[i] : values[i][..done]))], Label);
    }
}
