namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>Reads axes of a recording from front to back. What it holds of the file at a time does not depend on the file's length.</summary>
public abstract class SampleReader : IDisposable
{
    private readonly string _file;
    private readonly string[] _axes;
    private long _done;

    private protected SampleReader(string file, IEnumerable<string> axes) => (_file, _axes) = (file, [.. axes]);

    /// <summary>How far it has come in the file, 0 to 1.</summary>
    public abstract double Share { get; }

    /// <summary>Reads the next samples of every axis.</summary>
    /// <param name="samples">An array in g for each axis, filled from <paramref name="offset"/> as far as there are samples.</param>
    /// <param name="offset">Index to begin at.</param>
    /// <returns>How many; 0 at the end only.</returns>
    /// <exception cref="RecordingException">The file is damaged here, or a sample is no number.</exception>
    public int Read(double[][] samples, int offset = 0)
    {
        int read;
        try
        {
            read = ReadBlock(samples, offset, samples[0].Length - offset);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(_file, "can't be read: " + error.Message.Split('\n')[0], "check the file and its permissions", error);
        }

        for (int axis = 0; axis < samples.Length; axis++)
        {
            ReadOnlySpan<double> block = samples[axis].AsSpan(offset, read);
            if (!AllFinite(block))
            {
                int bad = 0;
                while (double.IsFinite(block[bad]))
                {
                    bad++;
                }

                throw new RecordingException(_file, $"sample {_done + bad + 1} of axis {_axes[axis]} is not a number", "mend or cut the recording");
            }
        }

        _done += read;
        return read;
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Fills at most <paramref name="count"/> samples of every axis.</summary>
    private protected abstract int ReadBlock(double[][] samples, int offset, int count);

    /// <summary>A finite number times zero is zero; anything else makes the sum no number.</summary>
    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        double zero = 0;
        foreach (double value in values)
        {
            zero += value * 0;
        }

        return zero == 0;
    }
}
