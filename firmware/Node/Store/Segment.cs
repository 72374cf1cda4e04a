namespace AIoT.Embedded.Node
{
    /// <summary>One file of the store: a header, then records one after the other.</summary>
    internal sealed class Segment
    {
        /// <summary>"AISG", epoch, boot (4 bytes each), CRC (4); little-endian.</summary>
        public const int HeaderLength = 16;
        private const long Magic = 0x47534941;
        private const string Extension = ".seg";

        public Segment(int number, IStorageFile file)
        {
            Number = number;
            File = file;
            Used = HeaderLength;
        }

        public int Number { get; }

        public IStorageFile File { get; }

        /// <summary>The first sequence number in it; 0 while it is empty.</summary>
        public long First { get; set; }

        /// <summary>The last sequence number in it; 0 while it is empty.</summary>
        public long Last { get; set; }

        /// <summary>Where the next record goes.</summary>
        public int Used { get; set; }

        public static string NameOf(int number)
        {
            return number.ToString("D8") + Extension;
        }

        /// <summary>The number in a file's name; 0 when it is not a segment's.</summary>
        public static int NumberOf(string name)
        {
            if (name.Length != 8 + Extension.Length || name.Substring(8) != Extension)
            {
                return 0;
            }

            int number = 0;
            for (int i = 0; i < 8; i++)
            {
                int digit = name[i] - '0';
                if (digit < 0 || digit > 9)
                {
                    return 0;
                }

                number = number * 10 + digit;
            }

            return number;
        }

        public void WriteHeader(uint epoch, uint boot, byte[] scratch, Checksum checksum)
        {
            Bytes.Put(scratch, 0, Magic, 4);
            Bytes.Put(scratch, 4, epoch, 4);
            Bytes.Put(scratch, 8, boot, 4);
            Bytes.Put(scratch, 12, checksum.Of(0, scratch, 0, 12), 4);
            File.Write(0, scratch, 0, HeaderLength);
            File.Flush();
        }

        public bool TryReadHeader(byte[] scratch, Checksum checksum, out uint epoch, out uint boot)
        {
            bool whole = File.Read(0, scratch, 0, HeaderLength) == HeaderLength
                && Bytes.Get(scratch, 0, 4) == Magic
                && (uint)Bytes.Get(scratch, 12, 4) == checksum.Of(0, scratch, 0, 12);
            epoch = whole ? (uint)Bytes.Get(scratch, 4, 4) : 0;
            boot = whole ? (uint)Bytes.Get(scratch, 8, 4) : 0;
            return whole;
        }
    }
}
