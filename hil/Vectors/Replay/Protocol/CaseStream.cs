using System;

namespace AIoT.Embedded.Replay
{
    /// <summary>
    /// Takes cases line by line and replays each when it is whole. One line is under way at a time: the board asks for it, and asks again when it does
    /// not come or is damaged, so that nothing here depends on the line's speed. Memory: one case of at most <see cref="MostBytes"/>.
    /// </summary>
    public sealed class CaseStream
    {
        /// <summary>The greatest case in bytes.</summary>
        public const int MostBytes = 16384;

        /// <summary>The most bytes of a case in one line: a line then fits the 256 bytes that a board's serial driver buffers.</summary>
        public const int LineBytes = 96;

        private const string Mark = "@ai ";
        private const int WaitMilliseconds = 2000;
        private const int Tries = 5;
        private readonly HilLink _link;
        private readonly VectorRun _run;
        private byte[] _case;
        private int _length;
        private int _have;

        /// <summary>Takes cases from the link.</summary>
        public CaseStream(HilLink link, VectorRun run)
        {
            _link = link;
            _run = run;
        }

        /// <summary>Asks for lines until the runner says that there are no more.</summary>
        /// <remarks>Lines that come in: <c>@ai NUMBER case LENGTH*CRC</c>, <c>@ai NUMBER data HEX*CRC</c>, <c>@ai NUMBER done*CRC</c>.</remarks>
        public void Run()
        {
            int number = 0;
            int tries = 0;
            while (tries < Tries)
            {
                _run.Say("want " + number.ToString() + " " + LineBytes.ToString() + " " + MostBytes.ToString());
                string text = Next(number);
                if (text == null)
                {
                    tries++;
                    continue;
                }

                tries = 0;
                number++;
                if (text == "done")
                {
                    return;
                }

                Take(text);
            }

            throw new Exception("no line " + number.ToString() + " came in " + Tries.ToString() + " tries");
        }

        // The text of the line with the number, or null when it does not come whole.
        private string Next(int number)
        {
            string line = _link.ReadLine(WaitMilliseconds);
            if (line == null || line.Length < Mark.Length + 6 || line.Substring(0, Mark.Length) != Mark)
            {
                return null;
            }

            int star = line.Length - 5;
            if (line[star] != '*' || line.Substring(star + 1) != HexText.Of16(Crc16.Of(line, Mark.Length, star - Mark.Length)))
            {
                return null;
            }

            string begin = number.ToString() + " ";
            string body = line.Substring(Mark.Length, star - Mark.Length);
            return body.Length > begin.Length && body.Substring(0, begin.Length) == begin ? body.Substring(begin.Length) : null;
        }

        private void Take(string text)
        {
            if (text.Length > 5 && text.Substring(0, 5) == "case ")
            {
                int length = 0;
                for (int i = 5; i < text.Length; i++)
                {
                    length = (length * 10) + text[i] - '0';
                    if (text[i] < '0' || text[i] > '9' || length > MostBytes)
                    {
                        throw new Exception("a case of " + text.Substring(5) + " bytes is announced, " + MostBytes.ToString() + " are the most");
                    }
                }

                // The last case's bytes are let go before the next are allocated.
                _case = null;
                _case = new byte[length];
                _length = length;
                _have = 0;
            }
            else if (text.Length > 5 && text.Substring(0, 5) == "data " && _case != null)
            {
                Data(text);
            }
            else
            {
                throw new Exception("a line is neither case, data nor done");
            }
        }

        private void Data(string text)
        {
            for (int i = 5; i + 1 < text.Length; i += 2)
            {
                int high = HexText.Digit(text[i]);
                int low = HexText.Digit(text[i + 1]);
                if (high < 0 || low < 0 || _have == _length)
                {
                    throw new Exception("a line of data is not what was announced");
                }

                _case[_have] = (byte)((high << 4) | low);
                _have++;
            }

            if (_have == _length)
            {
                _run.Play(_case, 0, _length);
                _case = null;
            }
        }
    }
}
