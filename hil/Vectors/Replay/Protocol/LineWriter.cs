namespace AIoT.Embedded.Replay
{
    /// <summary>
    /// Writes the lines of docs/hil.md: <c>@ah NUMBER TEXT*CRC</c>. The number counts from 0, so that a lost line shows; the check covers number and text.
    /// </summary>
    public sealed class LineWriter
    {
        /// <summary>What every line begins with.</summary>
        public const string Mark = "@ah ";

        private readonly HilLink _link;
        private int _number;

        /// <summary>Writes to the link.</summary>
        public LineWriter(HilLink link)
        {
            _link = link;
        }

        /// <summary>Writes one line.</summary>
        public void Write(string text)
        {
            string body = _number.ToString() + " " + text;
            _number++;
            _link.WriteLine(Mark + body + "*" + HexText.Of16(Crc16.Of(body, 0, body.Length)));
        }
    }
}
