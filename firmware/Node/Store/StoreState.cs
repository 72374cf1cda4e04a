namespace AIoT.Embedded.Node
{
    /// <summary>
    /// What a store knows beside its readings, in two small files that are written in turn: a cut while one is written leaves the other.
    /// 44 bytes: "AIS1", generation, epoch, boot (4 bytes each), acked, refused, newest seq ever (8 each), CRC (4); little-endian.
    /// </summary>
    internal sealed class StoreState
    {
        public const int Length = 44;
        private const long Magic = 0x31534941;
        private const string FirstName = "state.a";
        private const string SecondName = "state.b";

        private readonly IStorageFile[] _files = new IStorageFile[2];
        private readonly byte[] _bytes = new byte[Length];
        private readonly Checksum _checksum;
        private uint _generation;
        private int _newest;

        public StoreState(IStorage storage, Checksum checksum)
        {
            _checksum = checksum;
            _files[0] = storage.Open(FirstName);
            _files[1] = storage.Open(SecondName);
        }

        public uint Epoch { get; set; }

        public uint Boot { get; set; }

        public long Acked { get; set; }

        public long Refused { get; set; }

        /// <summary>The newest sequence number when this was written: a lower bound.</summary>
        public long Produced { get; set; }

        /// <summary>Reads the newer whole one of the two.</summary>
        /// <returns>False when neither is whole.</returns>
        public bool Load()
        {
            bool found = false;
            for (int i = 0; i < 2; i++)
            {
                if (!IsWhole(_files[i]))
                {
                    continue;
                }

                uint generation = (uint)Bytes.Get(_bytes, 4, 4);
                if (found && (int)(generation - _generation) < 0)
                {
                    continue;
                }

                found = true;
                _newest = i;
                _generation = generation;
                Epoch = (uint)Bytes.Get(_bytes, 8, 4);
                Boot = (uint)Bytes.Get(_bytes, 12, 4);
                Acked = Bytes.Get(_bytes, 16, 8);
                Refused = Bytes.Get(_bytes, 24, 8);
                Produced = Bytes.Get(_bytes, 32, 8);
            }

            return found;
        }

        /// <summary>Writes over the older one.</summary>
        public void Save()
        {
            int older = 1 - _newest;
            Bytes.Put(_bytes, 0, Magic, 4);
            Bytes.Put(_bytes, 4, _generation + 1, 4);
            Bytes.Put(_bytes, 8, Epoch, 4);
            Bytes.Put(_bytes, 12, Boot, 4);
            Bytes.Put(_bytes, 16, Acked, 8);
            Bytes.Put(_bytes, 24, Refused, 8);
            Bytes.Put(_bytes, 32, Produced, 8);
            Bytes.Put(_bytes, 40, _checksum.Of(0, _bytes, 0, 40), 4);
            _files[older].Write(0, _bytes, 0, Length);
            _files[older].Flush();
            _generation++;
            _newest = older;
        }

        public void Close()
        {
            _files[0].Close();
            _files[1].Close();
        }

        private bool IsWhole(IStorageFile file)
        {
            return file.Read(0, _bytes, 0, Length) == Length
                && Bytes.Get(_bytes, 0, 4) == Magic
                && (uint)Bytes.Get(_bytes, 40, 4) == _checksum.Of(0, _bytes, 0, 40);
        }
    }
}
