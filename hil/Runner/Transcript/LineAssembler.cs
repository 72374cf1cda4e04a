using System.Text;

namespace AIoT.Embedded.Hil.Transcript;

/// <summary>Makes lines of bytes that come in pieces. A line longer than the limit is cut there: a target that never ends its line takes no memory.</summary>
public sealed class LineAssembler(Action<string> line)
{
    private const int Longest = 2048;
    private readonly StringBuilder _text = new();

    /// <summary>Takes bytes; each is a character of Latin-1, so that damage stays visible.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (b is (byte)'\n' or (byte)'\r')
            {
                Flush();
            }
            else
            {
                _text.Append((char)b);
                if (_text.Length == Longest)
                {
                    Flush();
                }
            }
        }
    }

    /// <summary>Ends the line that is under way.</summary>
    public void Flush()
    {
        if (_text.Length > 0)
        {
            string text = _text.ToString();
            _text.Clear();
            line(text);
        }
    }
}
