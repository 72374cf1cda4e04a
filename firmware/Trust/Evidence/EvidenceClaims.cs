using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// What a board says of itself (evidence contract): a map of claims in deterministic CBOR, the payload of its token. A property that is null,
    /// or -1, is a claim that is not there. Reading checks each claim's form; which claims must be there, and what they must say, is the verifier's.
    /// </summary>
    public sealed class EvidenceClaims
    {
        private const int MostClaims = 32;
        private const int MeasurementBytes = 128;
        private readonly CborReader _reader = new CborReader();
        private readonly CborReader _inner = new CborReader();
        private readonly CborWriter _writer = new CborWriter();
        private readonly byte[] _measurements = new byte[MeasurementBytes];

        /// <summary>The nonce of the challenge that this answers, 16 to 64 bytes; null: evidence of a boot.</summary>
        public byte[] Nonce { get; set; }

        /// <summary>The board's name for life, 7 to 33 bytes.</summary>
        public byte[] Ueid { get; set; }

        /// <summary>Who made the board: 16 random bytes.</summary>
        public byte[] OemId { get; set; }

        /// <summary>The hardware's model: at most 32 printable ASCII characters.</summary>
        public string HardwareModel { get; set; }

        /// <summary>Seconds since boot.</summary>
        public long UptimeSeconds { get; set; }

        /// <summary>State of the debug ports (<see cref="Trust.DebugStatus"/>).</summary>
        public int DebugStatus { get; set; }

        /// <summary>How often the board has booted, from 1.</summary>
        public long BootCount { get; set; }

        /// <summary>Random bytes drawn at boot.</summary>
        public byte[] BootSeed { get; set; }

        /// <summary>The firmware's name: at most 32 printable ASCII characters.</summary>
        public string SoftwareName { get; set; }

        /// <summary>The firmware's version: at most 32 printable ASCII characters.</summary>
        public string SoftwareVersion { get; set; }

        /// <summary>SHA-256 of the firmware build, 32 bytes.</summary>
        public byte[] FirmwareHash { get; set; }

        /// <summary>SHA-256 of the body of the model image in use; empty: no model runs.</summary>
        public byte[] ModelHash { get; set; }

        /// <summary>SHA-256 of the configuration in use; empty: the board has none.</summary>
        public byte[] ConfigurationHash { get; set; }

        /// <summary>Why the last <see cref="TryDecode"/> refused its claims, or null.</summary>
        public string Reason
        {
            get { return _reader.Reason; }
        }

        /// <summary>Takes every claim away.</summary>
        public void Clear()
        {
            Nonce = null;
            Ueid = null;
            OemId = null;
            HardwareModel = null;
            UptimeSeconds = -1;
            DebugStatus = -1;
            BootCount = -1;
            BootSeed = null;
            SoftwareName = null;
            SoftwareVersion = null;
            FirmwareHash = null;
            ModelHash = null;
            ConfigurationHash = null;
        }

        /// <summary>Writes the claims at <paramref name="offset"/>, those that are there.</summary>
        /// <returns>Their length; 0 when the room in the buffer is too small.</returns>
        public int Encode(byte[] buffer, int offset)
        {
            int measured = EncodeMeasurements();
            CborWriter writer = _writer;
            writer.Reset(buffer, offset, buffer.Length - offset);
            writer.WriteMap(Count(measured));
            Bytes(EvidenceClaim.Nonce, Nonce);
            Bytes(EvidenceClaim.Ueid, Ueid);
            Bytes(EvidenceClaim.OemId, OemId);
            if (HardwareModel != null)
            {
                // A byte string in RFC 9711, section 4.2.4.
                byte[] model = new byte[HardwareModel.Length];
                for (int i = 0; i < model.Length; i++)
                {
                    model[i] = (byte)HardwareModel[i];
                }

                Bytes(EvidenceClaim.HardwareModel, model);
            }

            Number(EvidenceClaim.Uptime, UptimeSeconds);
            Number(EvidenceClaim.DebugStatus, DebugStatus);
            Number(EvidenceClaim.BootCount, BootCount);
            Bytes(EvidenceClaim.BootSeed, BootSeed);
            if (SoftwareName != null)
            {
                writer.WriteInteger(EvidenceClaim.SoftwareName);
                writer.WriteText(SoftwareName);
            }

            if (SoftwareVersion != null)
            {
                writer.WriteInteger(EvidenceClaim.SoftwareVersion);
                writer.WriteArray(1);
                writer.WriteText(SoftwareVersion);
            }

            if (measured > 0)
            {
                writer.WriteInteger(EvidenceClaim.Measurements);
                writer.WriteArray(1);
                writer.WriteArray(2);
                writer.WriteInteger(EvidenceClaim.CborFormat);
                writer.WriteBytes(_measurements, 0, measured);
            }

            return writer.Overflowed ? 0 : writer.Length;
        }

        /// <summary>Reads claims; after a refusal the properties hold a mixture and must not be used. Claims that this version does not know are passed over.</summary>
        /// <returns>False when they are refused, for <see cref="Reason"/>.</returns>
        /// <exception cref="System.ArgumentOutOfRangeException">The range is not inside the buffer.</exception>
        public bool TryDecode(byte[] buffer, int offset, int length)
        {
            Clear();
            CborReader reader = _reader;
            reader.Reset(buffer, offset, length);
            int claims = reader.ReadMap(MostClaims);
            long last = -1;
            for (int i = 0; i < claims && !reader.Failed; i++)
            {
                int key = reader.ReadInt32();
                long order = key >= 0 ? key : 0x100000000L + ~key;
                if (order <= last)
                {
                    reader.Refuse("claims are not ascending");
                }

                last = order;
                Read(reader, buffer, key);
            }

            if (!reader.Failed && !reader.AtEnd)
            {
                reader.Refuse("bytes follow the claims");
            }

            return !reader.Failed;
        }

        private void Read(CborReader reader, byte[] buffer, int key)
        {
            switch (key)
            {
                case EvidenceClaim.Nonce:
                    Nonce = ReadBytes(reader, buffer, EvidenceClaim.NonceLeast, EvidenceClaim.NonceMost, "nonce");
                    break;
                case EvidenceClaim.Ueid:
                    Ueid = ReadBytes(reader, buffer, EvidenceClaim.UeidLeast, EvidenceClaim.UeidMost, "ueid");
                    break;
                case EvidenceClaim.OemId:
                    OemId = ReadBytes(reader, buffer, EvidenceClaim.OemIdBytes, EvidenceClaim.OemIdBytes, "oemid");
                    break;
                case EvidenceClaim.HardwareModel:
                    HardwareModel = ReadAscii(reader, buffer);
                    break;
                case EvidenceClaim.Uptime:
                    UptimeSeconds = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case EvidenceClaim.DebugStatus:
                    DebugStatus = (int)reader.ReadUnsigned(Trust.DebugStatus.Enabled, Trust.DebugStatus.DisabledFullyAndPermanently);
                    break;
                case EvidenceClaim.BootCount:
                    BootCount = reader.ReadUnsigned(0, WireLimits.MaxInteger);
                    break;
                case EvidenceClaim.BootSeed:
                    BootSeed = ReadBytes(reader, buffer, EvidenceClaim.BootSeedLeast, EvidenceClaim.BootSeedMost, "bootseed");
                    break;
                case EvidenceClaim.SoftwareName:
                    SoftwareName = reader.ReadText(EvidenceClaim.SoftwareTextMost);
                    break;
                case EvidenceClaim.SoftwareVersion:
                    if (reader.ReadArray(1) != 1)
                    {
                        reader.Refuse("swversion is not an array of one text");
                    }

                    SoftwareVersion = reader.ReadText(EvidenceClaim.SoftwareTextMost);
                    break;
                case EvidenceClaim.Measurements:
                    ReadMeasurements(reader, buffer);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        private static byte[] ReadBytes(CborReader reader, byte[] buffer, int least, int most, string name)
        {
            int start;
            int length = reader.ReadBytesInPlace(most, out start);
            if (length < least)
            {
                reader.Refuse(name + " is too short");
                return null;
            }

            byte[] bytes = new byte[length];
            System.Array.Copy(buffer, start, bytes, 0, length);
            return bytes;
        }

        private static string ReadAscii(CborReader reader, byte[] buffer)
        {
            int start;
            int length = reader.ReadBytesInPlace(EvidenceClaim.HardwareModelMost, out start);
            if (length == 0)
            {
                reader.Refuse("hwmodel is empty");
                return null;
            }

            char[] characters = new char[length];
            for (int i = 0; i < length; i++)
            {
                byte b = buffer[start + i];
                if (b < 32 || b > 126)
                {
                    reader.Refuse("hwmodel is not printable ASCII");
                    return null;
                }

                characters[i] = (char)b;
            }

            return new string(characters);
        }

        // [[60, bstr]] whose bytes are {1: firmware, 2: model, 3: configuration}, each a SHA-256, 2 and 3 possibly empty.
        private void ReadMeasurements(CborReader reader, byte[] buffer)
        {
            if (reader.ReadArray(1) != 1 || reader.ReadArray(2) != 2)
            {
                reader.Refuse("measurements are not one pair of format and content");
            }

            reader.ReadUnsigned(EvidenceClaim.CborFormat, EvidenceClaim.CborFormat);
            int start;
            int length = reader.ReadBytesInPlace(MeasurementBytes, out start);
            if (reader.Failed)
            {
                return;
            }

            CborReader inner = _inner;
            inner.Reset(buffer, start, length);
            int count = inner.ReadMap(EvidenceClaim.MeasuredConfiguration);
            for (int key = 1; key <= count && !inner.Failed; key++)
            {
                inner.ReadUnsigned(key, key);
                byte[] hash = ReadBytes(inner, buffer, key == EvidenceClaim.MeasuredFirmware ? EvidenceClaim.HashBytes : 0, EvidenceClaim.HashBytes, "the firmware's measurement");
                if (hash != null && hash.Length != 0 && hash.Length != EvidenceClaim.HashBytes)
                {
                    inner.Refuse("a measurement is not a SHA-256");
                }

                if (key == EvidenceClaim.MeasuredFirmware)
                {
                    FirmwareHash = hash;
                }
                else if (key == EvidenceClaim.MeasuredModel)
                {
                    ModelHash = hash;
                }
                else
                {
                    ConfigurationHash = hash;
                }
            }

            if (!inner.Failed && (count != EvidenceClaim.MeasuredConfiguration || !inner.AtEnd))
            {
                inner.Refuse("measurements are not those of firmware, model and configuration");
            }

            if (inner.Failed)
            {
                reader.Refuse(inner.Reason);
            }
        }

        private int EncodeMeasurements()
        {
            if (FirmwareHash == null)
            {
                return 0;
            }

            byte[] none = new byte[0];
            byte[] model = ModelHash == null ? none : ModelHash, configuration = ConfigurationHash == null ? none : ConfigurationHash;
            CborWriter writer = _writer;
            writer.Reset(_measurements, 0, _measurements.Length);
            writer.WriteMap(EvidenceClaim.MeasuredConfiguration);
            writer.WriteInteger(EvidenceClaim.MeasuredFirmware);
            writer.WriteBytes(FirmwareHash, 0, FirmwareHash.Length);
            writer.WriteInteger(EvidenceClaim.MeasuredModel);
            writer.WriteBytes(model, 0, model.Length);
            writer.WriteInteger(EvidenceClaim.MeasuredConfiguration);
            writer.WriteBytes(configuration, 0, configuration.Length);
            return writer.Length;
        }

        private int Count(int measured)
        {
            int count = measured > 0 ? 1 : 0;
            count += Nonce != null ? 1 : 0;
            count += Ueid != null ? 1 : 0;
            count += OemId != null ? 1 : 0;
            count += HardwareModel != null ? 1 : 0;
            count += UptimeSeconds >= 0 ? 1 : 0;
            count += DebugStatus >= 0 ? 1 : 0;
            count += BootCount >= 0 ? 1 : 0;
            count += BootSeed != null ? 1 : 0;
            count += SoftwareName != null ? 1 : 0;
            return count + (SoftwareVersion != null ? 1 : 0);
        }

        private void Bytes(int key, byte[] value)
        {
            if (value != null)
            {
                _writer.WriteInteger(key);
                _writer.WriteBytes(value, 0, value.Length);
            }
        }

        private void Number(int key, long value)
        {
            if (value >= 0)
            {
                _writer.WriteInteger(key);
                _writer.WriteInteger(value);
            }
        }
    }
}
