namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>A recording that can't be used. The message is one line: what is wrong, where, and what to do.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>Builds the message <c>file: what; what to do</c>.</summary>
    public RecordingException(string file, string problem, string remedy, Exception? inner = null)
        : base($"{file}: {problem}; {remedy}", inner)
    {
    }
}
