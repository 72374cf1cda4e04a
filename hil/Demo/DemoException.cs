namespace AIoT.Embedded.Hil.Demo;

/// <summary>The demo can't go on. The message is one line: what, where, what to do.</summary>
public sealed class DemoException : Exception
{
    /// <summary>An error of one line.</summary>
    public DemoException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
