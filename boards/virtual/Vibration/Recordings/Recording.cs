namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>One file of vibration: its axes, its rate, and what its name says of the machine.</summary>
/// <param name="File">The file's path as given.</param>
/// <param name="Layout">The layout it was read as, for instance <c>MAT v5</c>.</param>
/// <param name="SampleRateHz">Samples per second.</param>
/// <param name="Channels">At least one axis; all of the same length.</param>
/// <param name="Label">What the name, or the folder's labels file, says.</param>
public sealed record Recording(string File, string Layout, double SampleRateHz, IReadOnlyList<Channel> Channels, RecordingLabel Label)
{
    /// <summary>Length in seconds.</summary>
    public double Seconds => Channels[0].AccelerationG.Length / SampleRateHz;

    /// <summary>The axis of a name (case-insensitive) or of an index; the first when <paramref name="axis"/> is empty.</summary>
    /// <exception cref="RecordingException">There is no such axis.</exception>
    public Channel Axis(string? axis) => Channels[AxisNames.Index(File, [.. Channels.Select(c => c.Name)], axis)];

    /// <summary>The same, to be read in blocks.</summary>
    public StreamedRecording AsStream() => new MemorySamples(this);
}
