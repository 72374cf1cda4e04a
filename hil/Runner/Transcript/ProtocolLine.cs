using System.Globalization;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Transcript;

/// <summary>A line of the protocol (docs/hil.md): <c>@ah NUMBER TEXT*CRC</c>.</summary>
/// <param name="Number">Counts from 0.</param>
/// <param name="Text">What it says.</param>
public sealed record ProtocolLine(int Number, string Text)
{
    /// <summary>Reads a line that holds the mark; what stands before the mark is not the protocol's.</summary>
    /// <returns>Null when the check fails.</returns>
    public static ProtocolLine? Read(string line)
    {
        int start = line.LastIndexOf(LineWriter.Mark, StringComparison.Ordinal) + LineWriter.Mark.Length;
        int star = line.LastIndexOf('*');
        if (star < start || line.Length < star + 5)
        {
            return null;
        }

        string body = line[start..star];
        if (line[(star + 1)..].TrimEnd() != HexText.Of16(Crc16.Of(body, 0, body.Length)))
        {
            return null;
        }

        int blank = body.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 && int.TryParse(body.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? new ProtocolLine(number, body[(blank + 1)..]) : null;
    }
}
