using System.Globalization;
using System.Text;
using AIoT.Embedded.Hil.Vectors;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Running;

/// <summary>
/// Gives the lines of a stream of cases by their numbers. The target asks for each; a number that it asks for again gets the same line, so that nothing
/// has to be remembered of what was on the way.
/// </summary>
public sealed class CaseFeeder(IReadOnlyList<GoldenCase> cases)
{
    private readonly List<string> _lines = [];
    private int _lineBytes;

    /// <summary>The bytes of a line: <c>@ai NUMBER case LENGTH*CRC</c>, <c>data HEX</c>, or <c>done</c>.</summary>
    public byte[] Line(int number, int lineBytes)
    {
        if (_lineBytes == 0)
        {
            _lineBytes = Math.Clamp(lineBytes, 1, 1024);
            foreach (GoldenCase one in cases)
            {
                _lines.Add(string.Create(CultureInfo.InvariantCulture, $"case {one.Data.Length}"));
                _lines.AddRange(one.Data.Chunk(_lineBytes).Select(piece => "data " + Convert.ToHexStringLower(piece)));
            }

            _lines.Add("done");
        }

        string body = string.Create(CultureInfo.InvariantCulture, $"{number} {(number < _lines.Count ? _lines[number] : "done")}");
        return Encoding.ASCII.GetBytes($"@ai {body}*{HexText.Of16(Crc16.Of(body, 0, body.Length))}\n");
    }
}
