using System.Globalization;
using System.Text;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>Indented lines of C#.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', 4 * _depth).Append(line);
        }

        _text.Append('\n');
    }

    public void Open(string? line = null)
    {
        if (line is not null)
        {
            Line(line);
        }

        Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    public static string Long(long value) => value == long.MinValue ? "unchecked((long)0x8000000000000000UL)" : value.ToString(CultureInfo.InvariantCulture) + "L";

    public override string ToString() => _text.ToString();
}
