using System;

namespace AIoT.Embedded.Replay
{
    /// <summary>What one case gave: a digest over every value, the first difference, the time of the work itself.</summary>
    public sealed class CaseResult
    {
        private const ulong Offset = 14695981039346656037;
        private const ulong Prime = 1099511628211;
        private ulong _digest = Offset;
        private int _values;
        private long _started;

        /// <summary>The first difference in words, or null.</summary>
        public string Difference { get; private set; }

        /// <summary>Microseconds between the <see cref="Start"/>s and <see cref="Stop"/>s.</summary>
        public long Microseconds { get; private set; }

        /// <summary>FNV-1a with 64 bits over the values seen, each as eight little-endian bytes; sixteen hexadecimal digits.</summary>
        public string Digest
        {
            get { return HexText.Of(_digest); }
        }

        /// <summary>The work to be timed begins.</summary>
        public void Start()
        {
            _started = DateTime.UtcNow.Ticks;
        }

        /// <summary>The work to be timed has ended.</summary>
        public void Stop()
        {
            Microseconds += (DateTime.UtcNow.Ticks - _started) / 10;
        }

        /// <summary>Takes a value into the digest and compares it.</summary>
        /// <param name="what">What the value is, for the text of a difference.</param>
        /// <param name="expected">What must come out.</param>
        /// <param name="actual">What came out.</param>
        public void Expect(string what, long expected, long actual)
        {
            ulong digest = _digest;
            ulong rest = (ulong)actual;
            for (int i = 0; i < 8; i++)
            {
                digest = (digest ^ (rest & 255)) * Prime;
                rest >>= 8;
            }

            _digest = digest;
            if (expected != actual && Difference == null)
            {
                Difference = what + " (value " + _values.ToString() + "): expected " + expected.ToString() + ", got " + actual.ToString();
            }

            _values++;
        }

        /// <summary>Takes a list of values.</summary>
        public void Expect(string what, int[] expected, int[] actual, int count)
        {
            if (expected.Length != count)
            {
                Expect(what + " count", expected.Length, count);
                return;
            }

            for (int i = 0; i < count; i++)
            {
                Expect(what, expected[i], actual[i]);
            }
        }

        /// <summary>Takes bytes.</summary>
        public void Expect(string what, byte[] expected, byte[] actual, int start, int count)
        {
            if (expected.Length != count)
            {
                Expect(what + " length", expected.Length, count);
                return;
            }

            for (int i = 0; i < count; i++)
            {
                Expect(what, expected[i], actual[start + i]);
            }
        }

        /// <summary>Notes a difference that is no number; the first one stays.</summary>
        public void Refuse(string text)
        {
            if (Difference == null)
            {
                Difference = text;
            }
        }
    }
}
