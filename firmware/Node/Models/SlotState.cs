using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// What the slots know beside the images, in twin files <c>slots.a/.b</c>. Little-endian: format 1; active, previous, download slot (1 byte
    /// each; 0: none); trial starts left (1); highest versions known (1); 2 zero bytes; received, total, switches, fallbacks (4 each); SHA-256
    /// of active, previous, failed, download (32 each); then for each known id its length (1), 32 bytes and version (4).
    /// </summary>
    internal sealed class SlotState
    {
        public const int Active = 0, Previous = 1, Failed = 2, Download = 3;
        public const int MostIds = 4;
        private const int Format = 1;
        private const int HashesAt = 24;
        private const int IdsAt = HashesAt + 4 * WireLimits.HashBytes;
        private const int IdBytes = 1 + WireLimits.ModelIdLength + 4;
        private const int Length = IdsAt + MostIds * IdBytes;
        private readonly TwinFile _file;
        private readonly byte[] _hashes = new byte[4 * WireLimits.HashBytes];
        private readonly string[] _ids = new string[MostIds];
        private readonly uint[] _versions = new uint[MostIds];
        private int _idCount;

        public SlotState(IStorage storage)
        {
            _file = new TwinFile(storage, "slots", Length);
        }

        public int ActiveSlot { get; set; }

        public int PreviousSlot { get; set; }

        public int DownloadSlot { get; set; }

        public int TrialStarts { get; set; }

        public int Received { get; set; }

        public int Total { get; set; }

        public uint Switches { get; set; }

        public uint Fallbacks { get; set; }

        public void Load()
        {
            byte[] bytes = _file.Bytes;
            int at = _file.Offset;
            if (_file.Load() != Length || bytes[at] != Format)
            {
                return;
            }

            ActiveSlot = bytes[at + 1];
            PreviousSlot = bytes[at + 2];
            DownloadSlot = bytes[at + 3];
            TrialStarts = bytes[at + 4];
            _idCount = bytes[at + 5] <= MostIds ? bytes[at + 5] : 0;
            Received = (int)Bytes.Get(bytes, at + 8, 4);
            Total = (int)Bytes.Get(bytes, at + 12, 4);
            Switches = (uint)Bytes.Get(bytes, at + 16, 4);
            Fallbacks = (uint)Bytes.Get(bytes, at + 20, 4);
            Array.Copy(bytes, at + HashesAt, _hashes, 0, _hashes.Length);
            for (int i = 0; i < _idCount; i++)
            {
                int entry = at + IdsAt + i * IdBytes;
                int length = bytes[entry] <= WireLimits.ModelIdLength ? bytes[entry] : 0;
                char[] id = new char[length];
                for (int j = 0; j < length; j++)
                {
                    id[j] = (char)bytes[entry + 1 + j];
                }

                _ids[i] = new string(id);
                _versions[i] = (uint)Bytes.Get(bytes, entry + 1 + WireLimits.ModelIdLength, 4);
            }
        }

        public void Save()
        {
            byte[] bytes = _file.Bytes;
            int at = _file.Offset;
            Array.Clear(bytes, at, Length);
            bytes[at] = Format;
            bytes[at + 1] = (byte)ActiveSlot;
            bytes[at + 2] = (byte)PreviousSlot;
            bytes[at + 3] = (byte)DownloadSlot;
            bytes[at + 4] = (byte)TrialStarts;
            bytes[at + 5] = (byte)_idCount;
            Bytes.Put(bytes, at + 8, Received, 4);
            Bytes.Put(bytes, at + 12, Total, 4);
            Bytes.Put(bytes, at + 16, Switches, 4);
            Bytes.Put(bytes, at + 20, Fallbacks, 4);
            Array.Copy(_hashes, 0, bytes, at + HashesAt, _hashes.Length);
            for (int i = 0; i < _idCount; i++)
            {
                int entry = at + IdsAt + i * IdBytes;
                bytes[entry] = (byte)_ids[i].Length;
                for (int j = 0; j < _ids[i].Length; j++)
                {
                    bytes[entry + 1 + j] = (byte)_ids[i][j];
                }

                Bytes.Put(bytes, entry + 1 + WireLimits.ModelIdLength, _versions[i], 4);
            }

            _file.Save(Length);
        }

        public void SetHash(int which, byte[] hash)
        {
            Array.Copy(hash, 0, _hashes, which * WireLimits.HashBytes, WireLimits.HashBytes);
        }

        public void CopyHash(int from, int to)
        {
            Array.Copy(_hashes, from * WireLimits.HashBytes, _hashes, to * WireLimits.HashBytes, WireLimits.HashBytes);
        }

        public void GetHash(int which, byte[] hash)
        {
            Array.Copy(_hashes, which * WireLimits.HashBytes, hash, 0, WireLimits.HashBytes);
        }

        /// <summary>Compares the first <paramref name="length"/> bytes.</summary>
        public bool IsHash(int which, byte[] hash, int length)
        {
            for (int i = 0; i < length; i++)
            {
                if (_hashes[which * WireLimits.HashBytes + i] != hash[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The highest version of an id that was trusted; 0: none was.</summary>
        public uint VersionOf(string id)
        {
            int i = IndexOf(id);
            return i < 0 ? 0 : _versions[i];
        }

        /// <summary>True when the id is known, or there is room to know it.</summary>
        public bool HasRoomFor(string id)
        {
            return _idCount < MostIds || IndexOf(id) >= 0;
        }

        /// <summary>A model has been trusted: nothing older of its id ever will.</summary>
        public void Trust(string id, uint version)
        {
            int i = IndexOf(id);
            if (i < 0 && _idCount < MostIds)
            {
                i = _idCount++;
                _ids[i] = id;
            }

            if (i >= 0 && version > _versions[i])
            {
                _versions[i] = version;
            }
        }

        private int IndexOf(string id)
        {
            for (int i = 0; i < _idCount; i++)
            {
                if (_ids[i] == id)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
