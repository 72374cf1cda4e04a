namespace AIoT.Embedded.Replay
{
    /// <summary>Hexadecimal digits, small letters.</summary>
    public static class HexText
    {
        private const string Digits = "0123456789abcdef";

        /// <summary>Sixteen digits.</summary>
        public static string Of(ulong value)
        {
            char[] text = new char[16];
            for (int i = 15; i >= 0; i--)
            {
                text[i] = Digits[(int)(value & 15)];
                value >>= 4;
            }

            return new string(text);
        }

        /// <summary>Four digits.</summary>
        public static string Of16(int value)
        {
            char[] text = new char[4];
            for (int i = 3; i >= 0; i--)
            {
                text[i] = Digits[value & 15];
                value >>= 4;
            }

            return new string(text);
        }

        /// <summary>The value of a digit, or -1.</summary>
        public static int Digit(char c)
        {
            return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        }
    }
}
