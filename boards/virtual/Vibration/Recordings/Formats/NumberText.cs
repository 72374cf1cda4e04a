using System.Globalization;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>Reads numbers out of text.</summary>
internal static class NumberText
{
    private const long ExactIntegers = 1L << 53;

    /// <summary>Powers of ten that a double holds exactly.</summary>
    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>
    /// The double nearest to a decimal number, blanks around it allowed. Plain formula: <c>double.Parse</c>. Where the digits make an integer below 2^53 and
    /// the power of ten is at most 22 both are exact, so that one multiplication or division rounds as it does (Clinger, PLDI 1990).
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim();
        int i = 0, digits = 0, point = -1;
        bool negative = text.Length > 0 && text[0] == '-';
        i += negative || (text.Length > 0 && text[0] == '+') ? 1 : 0;
        int first = i;
        long integer = 0;
        for (; i < text.Length; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit <= 9)
            {
                integer = integer * 10 + digit;
                digits++;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                break;
            }
        }

        int exponent = point < 0 ? 0 : point + 1 - i;
        if (i < text.Length && (text[i] | 0x20) == 'e' && i + 2 < text.Length && text.Length - i <= 5)
        {
            bool down = text[i + 1] == '-';
            int power = 0;
            for (i += down || text[i + 1] == '+' ? 2 : 1; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
            {
                power = power * 10 + text[i] - '0';
            }

            exponent += down ? -power : power;
        }

        if (i < text.Length || digits is 0 or > 18 || integer > ExactIntegers || Math.Abs(exponent) > 22 || first >= text.Length)
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        value = exponent < 0 ? integer / Powers[-exponent] : integer * Powers[exponent];
        value = negative ? -value : value;
        return true;
    }
}
