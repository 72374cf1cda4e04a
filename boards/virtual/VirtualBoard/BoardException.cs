namespace AIoT.Embedded.Boards.Virtual;

/// <summary>The board can't start. The message is one line: what is wrong, where, and what to do.</summary>
public sealed class BoardException : Exception
{
    public BoardException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
