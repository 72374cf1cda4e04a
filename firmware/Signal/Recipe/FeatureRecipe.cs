using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Which features are computed from a window, and how: data that travels in a model image, so that every tier
    /// computes what the model was trained on. Layout of its bytes: docs/contracts/features.md.
    /// Set the properties, add the blocks, and ask <see cref="Validate"/>; a parsed recipe is valid.
    /// </summary>
    public sealed class FeatureRecipe
    {
        /// <summary>Version of the bytes and of the features contract.</summary>
        public const int Version = 1;

        /// <summary>Bytes before the first block.</summary>
        public const int HeaderBytes = 44;

        /// <summary>Most blocks that a recipe can have.</summary>
        public const int MaximumBlocks = 32;

        /// <summary>Most values that a recipe can give.</summary>
        public const int MaximumFeatures = 512;

        /// <summary>Most bytes that a recipe takes.</summary>
        public const int MaximumBytes = HeaderBytes + MaximumBlocks * 7;

        /// <summary>An order of one in Q16.</summary>
        public const int OrderOne = 1 << 16;

        private const int MaximumOrder = 64 * OrderOne;
        private FeatureBlock[] _blocks = new FeatureBlock[0];

        /// <summary>Samples in a window: 256, 512, 1024 or 2048.</summary>
        public int WindowLength { get; set; } = 1024;

        /// <summary>Samples from the start of a window to the start of the next: 1 to 65535.</summary>
        public int Hop { get; set; } = 1024;

        /// <summary>Window function of the spectrum: 0 rectangular, 1 Hann.</summary>
        public int WindowKind { get; set; } = 1;

        /// <summary>A constant of <see cref="DcRemoval"/>.</summary>
        public int Dc { get; set; } = DcRemoval.Mean;

        /// <summary>Sampling rate of a window, after decimation, in mHz: 10,000 to 200,000,000.</summary>
        public int SampleRateMilliHz { get; set; } = 12800000;

        /// <summary>
        /// How far the rate of a window may be from <see cref="SampleRateMilliHz"/>, in percent, 0 to 50.
        /// Features that are given in Hz or in orders follow the rate that the extractor is told.
        /// </summary>
        public int RateTolerancePercent { get; set; } = 25;

        /// <summary>Samples of the sensor for one of the window: 1 to 8; 0: as <see cref="DecimationFor"/> finds for the sensor's rate.</summary>
        public int Decimation { get; set; }

        /// <summary>Low end of the velocity range in Hz.</summary>
        public int VelocityLowHz { get; set; } = 10;

        /// <summary>High end of the velocity range in Hz.</summary>
        public int VelocityHighHz { get; set; } = 1000;

        /// <summary>Low edge of the envelope's band in Hz; 0 with a high edge of 0: chosen from the rate.</summary>
        public int EnvelopeLowHz { get; set; }

        /// <summary>High edge of the envelope's band in Hz.</summary>
        public int EnvelopeHighHz { get; set; }

        /// <summary>Shaft speed in mHz, up to 1,000,000; 0: estimated from the spectrum.</summary>
        public int ShaftSpeedMilliHz { get; set; }

        /// <summary>Outer race fault order (ball pass frequency over shaft speed) in Q16, up to 64; 0: unknown.</summary>
        public int BpfoQ16 { get; set; }

        /// <summary>Inner race fault order in Q16, up to 64; 0: unknown.</summary>
        public int BpfiQ16 { get; set; }

        /// <summary>Ball spin order in Q16, up to 64 (a ball fault strikes at twice this); 0: unknown.</summary>
        public int BsfQ16 { get; set; }

        /// <summary>Cage (fundamental train) order in Q16, up to 64; 0: unknown.</summary>
        public int FtfQ16 { get; set; }

        /// <summary>Number of blocks.</summary>
        public int BlockCount
        {
            get { return _blocks.Length; }
        }

        /// <summary>Number of values that the recipe gives.</summary>
        public int FeatureCount
        {
            get
            {
                int count = 0;
                for (int i = 0; i < _blocks.Length; i++)
                {
                    count += _blocks[i].Count;
                }

                return count;
            }
        }

        /// <summary>Length of <see cref="ToBytes"/>.</summary>
        public int ByteLength
        {
            get
            {
                int length = HeaderBytes;
                for (int i = 0; i < _blocks.Length; i++)
                {
                    length += BlockBytes(_blocks[i].Id);
                }

                return length;
            }
        }

        /// <summary>The block at <paramref name="index"/>, in the order of the features.</summary>
        public FeatureBlock BlockAt(int index)
        {
            return _blocks[index];
        }

        /// <summary>Adds a feature without parameters, or the four <see cref="FeatureId.FaultCombs"/>.</summary>
        /// <returns>This recipe.</returns>
        public FeatureRecipe Add(int featureId)
        {
            return Add(new FeatureBlock(featureId, featureId == FeatureId.FaultCombs ? 4 : 1, 0, 0, 0));
        }

        /// <summary>Adds shares of energy of <paramref name="count"/> bands from <paramref name="lowHz"/> to <paramref name="highHz"/>.</summary>
        /// <returns>This recipe.</returns>
        public FeatureRecipe AddBands(int count, int rule, int lowHz, int highHz)
        {
            return Add(new FeatureBlock(FeatureId.BandEnergies, count, rule, lowHz, highHz));
        }

        /// <summary>Adds <paramref name="count"/> logarithms of mean amplitudes of <paramref name="binsPerValue"/> bins each, from <paramref name="firstBin"/> up.</summary>
        /// <returns>This recipe.</returns>
        public FeatureRecipe AddLogAmplitudeSpectrum(int firstBin, int binsPerValue, int count)
        {
            return Add(new FeatureBlock(FeatureId.LogAmplitudeSpectrum, count, binsPerValue, firstBin, 0));
        }

        /// <summary>Adds shares of energy at the shaft orders 1 to <paramref name="count"/>.</summary>
        /// <returns>This recipe.</returns>
        public FeatureRecipe AddShaftOrders(int count)
        {
            return Add(new FeatureBlock(FeatureId.ShaftOrders, count, 0, 0, 0));
        }

        /// <summary>
        /// The decimation factor that brings a sensor's rate nearest to the recipe's, within its tolerance;
        /// 0 when none does.
        /// </summary>
        /// <param name="sensorRateHz">Samples per second of the sensor.</param>
        public int DecimationFor(int sensorRateHz)
        {
            if (sensorRateHz <= 0)
            {
                return 0;
            }

            long sensor = (long)sensorRateHz * 1000;
            long allowed = (long)SampleRateMilliHz * RateTolerancePercent;
            int best = 0;
            long bestMiss = long.MaxValue;
            int first = Decimation == 0 ? 1 : Decimation;
            int last = Decimation == 0 ? 8 : Decimation;
            for (int factor = first; factor <= last; factor++)
            {
                long miss = sensor / factor - SampleRateMilliHz;
                miss = miss < 0 ? -miss : miss;
                if (miss * 100 <= allowed && miss < bestMiss)
                {
                    best = factor;
                    bestMiss = miss;
                }
            }

            return best;
        }

        /// <summary>Why the recipe can't be used, in one line, or null.</summary>
        public string Validate()
        {
            if (WindowLength != 256 && WindowLength != 512 && WindowLength != 1024 && WindowLength != 2048)
            {
                return "recipe: window length must be 256, 512, 1024 or 2048";
            }

            if (Hop < 1 || Hop > 65535)
            {
                return "recipe: hop must be 1 to 65535 samples";
            }

            if (WindowKind < 0 || WindowKind > 1)
            {
                return "recipe: window kind must be 0 (rectangular) or 1 (Hann)";
            }

            if (Dc < DcRemoval.None || Dc > DcRemoval.Line)
            {
                return "recipe: DC removal must be 0 (none), 1 (mean) or 2 (line)";
            }

            if (SampleRateMilliHz < 10000 || SampleRateMilliHz > 200000000)
            {
                return "recipe: sampling rate must be 10 Hz to 200 kHz";
            }

            if (RateTolerancePercent < 0 || RateTolerancePercent > 50)
            {
                return "recipe: rate tolerance must be 0 to 50 percent";
            }

            if (Decimation < 0 || Decimation > 8)
            {
                return "recipe: decimation must be 0 to 8";
            }

            if (!IsRange(VelocityLowHz, VelocityHighHz) || VelocityLowHz == 0)
            {
                return "recipe: velocity range must be 0 < low < high <= 65535 Hz";
            }

            if (!(EnvelopeLowHz == 0 && EnvelopeHighHz == 0) && !IsRange(EnvelopeLowHz, EnvelopeHighHz))
            {
                return "recipe: envelope band must be 0 <= low < high <= 65535 Hz, or 0 and 0";
            }

            if (ShaftSpeedMilliHz < 0 || ShaftSpeedMilliHz > 1000000)
            {
                return "recipe: shaft speed must be 0 to 1,000,000 mHz";
            }

            if (!IsOrder(BpfoQ16) || !IsOrder(BpfiQ16) || !IsOrder(BsfQ16) || !IsOrder(FtfQ16))
            {
                return "recipe: bearing orders must be 0 to 64";
            }

            if (_blocks.Length < 1 || _blocks.Length > MaximumBlocks)
            {
                return "recipe: 1 to 32 feature blocks expected";
            }

            for (int i = 0; i < _blocks.Length; i++)
            {
                string reason = ValidateBlock(_blocks[i]);
                if (reason != null)
                {
                    return reason;
                }
            }

            return FeatureCount <= MaximumFeatures ? null : "recipe: more than 512 features";
        }

        /// <summary>The recipe's bytes: little-endian, versioned, <see cref="ByteLength"/> long.</summary>
        /// <exception cref="InvalidOperationException"><see cref="Validate"/> finds a reason not to.</exception>
        public byte[] ToBytes()
        {
            string reason = Validate();
            if (reason != null)
            {
                throw new InvalidOperationException(reason);
            }

            byte[] data = new byte[ByteLength];
            data[0] = Version;
            data[1] = (byte)(IntegerMath.BitLength(WindowLength) - 1);
            data[2] = (byte)WindowKind;
            data[3] = (byte)Dc;
            data[4] = (byte)Decimation;
            data[5] = (byte)RateTolerancePercent;
            Put(data, 6, Hop, 2);
            Put(data, 8, SampleRateMilliHz, 4);
            Put(data, 12, VelocityLowHz, 2);
            Put(data, 14, VelocityHighHz, 2);
            Put(data, 16, EnvelopeLowHz, 2);
            Put(data, 18, EnvelopeHighHz, 2);
            Put(data, 20, ShaftSpeedMilliHz, 4);
            Put(data, 24, BpfoQ16, 4);
            Put(data, 28, BpfiQ16, 4);
            Put(data, 32, BsfQ16, 4);
            Put(data, 36, FtfQ16, 4);
            Put(data, 40, 0, 2);
            data[42] = 0;
            data[43] = (byte)_blocks.Length;
            int at = HeaderBytes;
            for (int i = 0; i < _blocks.Length; i++)
            {
                at = PutBlock(data, at, _blocks[i]);
            }

            return data;
        }

        /// <summary>Reads a recipe from bytes that may come from anywhere: every field is checked, and nothing is thrown.</summary>
        /// <param name="data">Bytes that hold a recipe.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="length">How long it is, to the byte.</param>
        /// <param name="recipe">The recipe, or null.</param>
        /// <param name="reason">Null, or one line that says what is wrong.</param>
        public static bool TryParse(byte[] data, int offset, int length, out FeatureRecipe recipe, out string reason)
        {
            recipe = null;
            if (data == null || offset < 0 || length < 0 || offset > data.Length || length > data.Length - offset)
            {
                reason = "recipe: lies outside its buffer";
                return false;
            }

            if (length < HeaderBytes)
            {
                reason = "recipe: shorter than its header of 44 bytes";
                return false;
            }

            if (data[offset] != Version)
            {
                reason = "recipe: version is not 1";
                return false;
            }

            int log2Length = data[offset + 1];
            if (log2Length > 15 || Get(data, offset + 40, 2) != 0 || data[offset + 42] != 0)
            {
                reason = "recipe: window length or reserved bytes out of range";
                return false;
            }

            FeatureRecipe read = new FeatureRecipe();
            read.WindowLength = 1 << log2Length;
            read.WindowKind = data[offset + 2];
            read.Dc = data[offset + 3];
            read.Decimation = data[offset + 4];
            read.RateTolerancePercent = data[offset + 5];
            read.Hop = Get(data, offset + 6, 2);
            read.SampleRateMilliHz = Get(data, offset + 8, 4);
            read.VelocityLowHz = Get(data, offset + 12, 2);
            read.VelocityHighHz = Get(data, offset + 14, 2);
            read.EnvelopeLowHz = Get(data, offset + 16, 2);
            read.EnvelopeHighHz = Get(data, offset + 18, 2);
            read.ShaftSpeedMilliHz = Get(data, offset + 20, 4);
            read.BpfoQ16 = Get(data, offset + 24, 4);
            read.BpfiQ16 = Get(data, offset + 28, 4);
            read.BsfQ16 = Get(data, offset + 32, 4);
            read.FtfQ16 = Get(data, offset + 36, 4);
            reason = read.ReadBlocks(data, offset + HeaderBytes, offset + length, data[offset + 43]);
            if (reason == null)
            {
                reason = read.Validate();
            }

            if (reason != null)
            {
                return false;
            }

            recipe = read;
            return true;
        }

        private static bool IsRange(int low, int high)
        {
            return low >= 0 && low < high && high <= 65535;
        }

        private static bool IsOrder(int orderQ16)
        {
            return orderQ16 >= 0 && orderQ16 <= MaximumOrder;
        }

        // Bytes of a block of a kind; 0: no such kind.
        private static int BlockBytes(int id)
        {
            switch (id)
            {
                case FeatureId.BandEnergies:
                    return 7;
                case FeatureId.LogAmplitudeSpectrum:
                    return 5;
                case FeatureId.ShaftOrders:
                    return 2;
                case FeatureId.Rms:
                case FeatureId.Peak:
                case FeatureId.VelocityRms:
                case FeatureId.Crest:
                case FeatureId.Kurtosis:
                case FeatureId.Skewness:
                case FeatureId.ShaftSpeed:
                case FeatureId.EnvelopeLevel:
                case FeatureId.EnvelopeKurtosis:
                case FeatureId.EnvelopeCrest:
                case FeatureId.FaultCombs:
                    return 1;
                default:
                    return 0;
            }
        }

        private static int PutBlock(byte[] data, int at, FeatureBlock block)
        {
            data[at] = (byte)block.Id;
            switch (block.Id)
            {
                case FeatureId.BandEnergies:
                    data[at + 1] = (byte)block.Count;
                    data[at + 2] = (byte)block.Rule;
                    Put(data, at + 3, block.Low, 2);
                    Put(data, at + 5, block.High, 2);
                    break;
                case FeatureId.LogAmplitudeSpectrum:
                    data[at + 1] = (byte)(block.Count - 1);
                    data[at + 2] = (byte)block.Rule;
                    Put(data, at + 3, block.Low, 2);
                    break;
                case FeatureId.ShaftOrders:
                    data[at + 1] = (byte)block.Count;
                    break;
            }

            return at + BlockBytes(block.Id);
        }

        private static int Get(byte[] data, int at, int bytes)
        {
            int value = 0;
            for (int i = bytes - 1; i >= 0; i--)
            {
                value = (value << 8) | data[at + i];
            }

            return value;
        }

        private static void Put(byte[] data, int at, int value, int bytes)
        {
            for (int i = 0; i < bytes; i++)
            {
                data[at + i] = (byte)(value >> (8 * i));
            }
        }

        private FeatureRecipe Add(FeatureBlock block)
        {
            FeatureBlock[] more = new FeatureBlock[_blocks.Length + 1];
            for (int i = 0; i < _blocks.Length; i++)
            {
                more[i] = _blocks[i];
            }

            more[_blocks.Length] = block;
            _blocks = more;
            return this;
        }

        private string ReadBlocks(byte[] data, int at, int end, int count)
        {
            if (count < 1 || count > MaximumBlocks)
            {
                return "recipe: 1 to 32 feature blocks expected";
            }

            FeatureBlock[] blocks = new FeatureBlock[count];
            for (int i = 0; i < count; i++)
            {
                int bytes = at < end ? BlockBytes(data[at]) : 0;
                if (bytes == 0 || bytes > end - at)
                {
                    return "recipe: a feature block is unknown or cut off";
                }

                int id = data[at];
                switch (id)
                {
                    case FeatureId.BandEnergies:
                        blocks[i] = new FeatureBlock(id, data[at + 1], data[at + 2], Get(data, at + 3, 2), Get(data, at + 5, 2));
                        break;
                    case FeatureId.LogAmplitudeSpectrum:
                        blocks[i] = new FeatureBlock(id, data[at + 1] + 1, data[at + 2], Get(data, at + 3, 2), 0);
                        break;
                    case FeatureId.ShaftOrders:
                        blocks[i] = new FeatureBlock(id, data[at + 1], 0, 0, 0);
                        break;
                    default:
                        blocks[i] = new FeatureBlock(id, id == FeatureId.FaultCombs ? 4 : 1, 0, 0, 0);
                        break;
                }

                at += bytes;
            }

            _blocks = blocks;
            return at == end ? null : "recipe: bytes left over after its last block";
        }

        private string ValidateBlock(FeatureBlock block)
        {
            switch (block.Id)
            {
                case FeatureId.BandEnergies:
                    return block.Count >= 1 && block.Count <= 64
                        && (block.Rule == BandRule.EqualWidth || (block.Rule == BandRule.EqualRatio && block.Low > 0))
                        && IsRange(block.Low, block.High)
                        ? null
                        : "recipe: bands must be 1 to 64 of rule 0 or 1 with low < high (rule 1: 0 < low)";
                case FeatureId.LogAmplitudeSpectrum:
                    return block.Count >= 1 && block.Count <= 256 && block.Rule >= 1 && block.Rule <= 255 && block.Low >= 0
                        && block.Low + block.Count * block.Rule <= WindowLength / 2 + 1
                        ? null
                        : "recipe: the log spectrum must be 1 to 256 groups of at least 1 bin within the window's spectrum";
                case FeatureId.ShaftOrders:
                    return block.Count >= 1 && block.Count <= 16 ? null : "recipe: shaft orders must be 1 to 16";
                default:
                    return BlockBytes(block.Id) != 0 ? null : "recipe: unknown feature";
            }
        }
    }
}
