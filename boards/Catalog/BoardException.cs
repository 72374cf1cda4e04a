namespace AIoT.Embedded.Boards;

/// <summary>A board or its description can't be used. The message is one line: which file, which key, what to do.</summary>
public sealed class BoardException : Exception
{
    public BoardException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
