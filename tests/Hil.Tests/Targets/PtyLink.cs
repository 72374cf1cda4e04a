using System.Text;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Tests.Targets;

/// <summary>The firmware's side of a pseudo-terminal: the real replay writes and reads its lines here. What goes out can be changed on its way.</summary>
internal sealed class PtyLink(PseudoTerminal terminal, bool input = false) : HilLink
{
    private readonly StringBuilder _line = new();
    private bool _stopped;

    /// <summary>Sees each line with its number among all and gives what is sent instead; null ends the run.</summary>
    public Func<int, string, string?> Out { get; init; } = (_, line) => line + "\r\n";

    /// <summary>Sees each line that comes in, and gives what the application gets.</summary>
    public Func<int, string, string> In { get; init; } = (_, line) => line;

    public int Written { get; private set; }

    public int Taken { get; private set; }

    public override bool HasInput => input;

    public override void WriteLine(string line)
    {
        // A board that has stopped says nothing more, whatever its replay would like to.
        string? text = _stopped ? null : Out(Written++, line);
        if (text is null)
        {
            _stopped = true;
            throw new OperationCanceledException("the board stops here");
        }

        terminal.Write(text);
    }

    public override string? ReadLine(int timeoutMilliseconds)
    {
        long end = Environment.TickCount64 + timeoutMilliseconds;
        byte[] one = new byte[1];
        while (Environment.TickCount64 < end)
        {
            if (terminal.Read(one, 20) == 0)
            {
                continue;
            }

            if (one[0] == '\n')
            {
                string line = _line.ToString();
                _line.Clear();
                return In(Taken++, line);
            }

            _line.Append((char)one[0]);
        }

        return null;
    }
}
