using System;
using System.IO;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// A small piece of data in two files, written in turn, so that a power cut at any write leaves the one or the other whole: magic
    /// <c>AIT1</c>, generation and length (4 bytes each, little-endian), the data, CRC-32 (4). The newer whole one counts.
    /// </summary>
    public sealed class TwinFile
    {
        private const int Magic = 0x31544941;
        private const int Head = 12;
        private const int Overhead = Head + 4;
        private readonly IStorage _storage;
        private readonly string _name;
        private readonly byte[] _bytes;
        private readonly Checksum _checksum = new Checksum();
        private uint _generation;
        private int _newest;

        /// <summary>The files <c>NAME.a</c> and <c>NAME.b</c>; nothing is opened yet.</summary>
        /// <param name="storage">The folder.</param>
        /// <param name="name">The files' name without its end.</param>
        /// <param name="max">The longest data in bytes: so much is kept in memory.</param>
        public TwinFile(IStorage storage, string name, int max)
        {
            _storage = storage;
            _name = name;
            _bytes = new byte[max + Overhead];
        }

        /// <summary>The data start here in <see cref="Bytes"/>.</summary>
        public int Offset
        {
            get { return Head; }
        }

        /// <summary>Where <see cref="Load"/> puts the data, and <see cref="Save"/> takes them from.</summary>
        public byte[] Bytes
        {
            get { return _bytes; }
        }

        /// <summary>Reads the newer whole one of the two.</summary>
        /// <returns>The data's length; -1 when neither is whole, or one can't be read.</returns>
        public int Load()
        {
            _generation = 0;
            _newest = 1;
            int best = -1;
            for (int i = 0; i < 2; i++)
            {
                uint generation;
                if (Read(i, out generation) >= 0 && (best < 0 || (int)(generation - _generation) > 0))
                {
                    best = i;
                    _generation = generation;
                    _newest = i;
                }
            }

            uint again;
            return best < 0 ? -1 : Read(best, out again);
        }

        /// <summary>Writes over the older one.</summary>
        /// <exception cref="IOException">It could not be written: the newer one is as it was.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The data are longer than the room.</exception>
        public void Save(int length)
        {
            if (length < 0 || length > _bytes.Length - Overhead)
            {
                throw new ArgumentOutOfRangeException(nameof(length));
            }

            int older = 1 - _newest;
            Node.Bytes.Put(_bytes, 0, Magic, 4);
            Node.Bytes.Put(_bytes, 4, _generation + 1, 4);
            Node.Bytes.Put(_bytes, 8, length, 4);
            Node.Bytes.Put(_bytes, Head + length, _checksum.Of(0, _bytes, 0, Head + length), 4);
            IStorageFile file = _storage.Open(NameOf(older));
            try
            {
                file.Write(0, _bytes, 0, Overhead + length);
                file.Flush();
            }
            finally
            {
                file.Close();
            }

            _generation++;
            _newest = older;
        }

        private int Read(int which, out uint generation)
        {
            generation = 0;
            try
            {
                IStorageFile file = _storage.Open(NameOf(which));
                int read = file.Read(0, _bytes, 0, _bytes.Length);
                file.Close();
                int length = read < Overhead ? -1 : (int)Node.Bytes.Get(_bytes, 8, 4);
                if (length < 0 || length > read - Overhead || Node.Bytes.Get(_bytes, 0, 4) != Magic
                    || (uint)Node.Bytes.Get(_bytes, Head + length, 4) != _checksum.Of(0, _bytes, 0, Head + length))
                {
                    return -1;
                }

                generation = (uint)Node.Bytes.Get(_bytes, 4, 4);
                return length;
            }
            catch (IOException)
            {
                return -1;
            }
        }

        private string NameOf(int which)
        {
            return _name + (which == 0 ? ".a" : ".b");
        }
    }
}
