namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// A model image, checked completely (docs/contracts/model-image.md). It refers to the caller's bytes, which must not change afterwards.
    /// </summary>
    public sealed class ModelImage
    {
        private readonly byte[] _data;
        private int _bodyLength;
        private int _signatureOffset;
        private int _signatureLength;
        private string[] _classes = new string[0];
        private string _id = "";
        private string _toolVersion = "";
        private int _sourceHash;
        private int _calibrationHash;
        private int _calibrationHashLength;
        private int _recipeOffset;
        private int _recipeLength;
        private int _inputCount;
        private int _outputCount;
        private int _work;
        private uint _version;
        private ModelKind _kind;
        private SplitKind _split;
        private int[] _selfTestInput;
        private int[] _selfTestOutput;
        private NetworkPlan _network;
        private TreeReader _trees;
        private CentreDistance _distance;

        private ModelImage(byte[] data)
        {
            _data = data;
        }

        /// <summary>Reads and checks the image in the first <paramref name="length"/> bytes.</summary>
        /// <exception cref="ModelImageException">The image is damaged or made for another reader; says why and where.</exception>
        public static ModelImage Parse(byte[] image, int length)
        {
            if (image == null || length < 0 || length > image.Length)
            {
                throw new ModelImageException(ImageFault.Truncated, "the image's length is not within its array");
            }

            ModelImage model = new ModelImage(image);
            model.Read(length);
            return model;
        }

        /// <summary>As <see cref="Parse"/>, with the reason instead of an exception.</summary>
        public static bool TryParse(byte[] image, int length, out ModelImage model, out ImageFault fault, out string reason)
        {
            try
            {
                model = Parse(image, length);
                fault = ImageFault.None;
                reason = "";
                return true;
            }
            catch (ModelImageException e)
            {
                model = null;
                fault = e.Fault;
                reason = e.Message;
                return false;
            }
        }

        /// <summary>The bytes that the image was read from.</summary>
        public byte[] Data
        {
            get { return _data; }
        }

        /// <summary>Bytes covered by the checksum, the hash and the signature: everything but the signature trailer.</summary>
        public int BodyLength
        {
            get { return _bodyLength; }
        }

        /// <summary>Where the signature's bytes (COSE_Sign1) start.</summary>
        public int SignatureOffset
        {
            get { return _signatureOffset; }
        }

        /// <summary>Length of the signature in bytes; 0: unsigned.</summary>
        public int SignatureLength
        {
            get { return _signatureLength; }
        }

        /// <summary>What the model is called, 1 to 32 characters of printable ASCII.</summary>
        public string Id
        {
            get { return _id; }
        }

        /// <summary>Version of the model: a board never goes back to a smaller one of the same id.</summary>
        public uint Version
        {
            get { return _version; }
        }

        /// <summary>Network, trees or distance.</summary>
        public ModelKind Kind
        {
            get { return _kind; }
        }

        /// <summary>Where the feature recipe starts in <see cref="Data"/>.</summary>
        public int RecipeOffset
        {
            get { return _recipeOffset; }
        }

        /// <summary>Length of the feature recipe in bytes; 0: the model takes raw inputs.</summary>
        public int RecipeLength
        {
            get { return _recipeLength; }
        }

        /// <summary>Elements of the model's input.</summary>
        public int InputCount
        {
            get { return _inputCount; }
        }

        /// <summary>Elements of the model's output.</summary>
        public int OutputCount
        {
            get { return _outputCount; }
        }

        /// <summary>Number of class names: as many as outputs, or none.</summary>
        public int ClassCount
        {
            get { return _classes.Length; }
        }

        /// <summary>Name of output <paramref name="index"/>.</summary>
        public string ClassName(int index)
        {
            return _classes[index];
        }

        /// <summary>Version of the tool that made the image.</summary>
        public string ToolVersion
        {
            get { return _toolVersion; }
        }

        /// <summary>How the data behind the model's published quality was split.</summary>
        public SplitKind Split
        {
            get { return _split; }
        }

        /// <summary>What the engine allocates for activations and scratch, in bytes; excludes weights.</summary>
        public int ArenaBytes
        {
            get { return _network != null ? _network.ArenaBytes : _trees != null ? 4 * _outputCount : _distance.ArenaBytes; }
        }

        /// <summary>Multiply-accumulates (and compares) of one inference.</summary>
        public int Work
        {
            get { return _work; }
        }

        /// <summary>True when the scores are Q15 (0..32768); false when they are the last layer's raw integers.</summary>
        public bool HasScores
        {
            get { return _network == null || _network.Result.Type == TensorType.Scores; }
        }

        /// <summary>The self-test's input, or null.</summary>
        public int[] SelfTestInput
        {
            get { return _selfTestInput; }
        }

        /// <summary>The self-test's expected scores, or null.</summary>
        public int[] SelfTestOutput
        {
            get { return _selfTestOutput; }
        }

        /// <summary>
        /// Lets go of what only the making of an <see cref="Engine"/> needs, on a board that has made its engine: about 400 bytes a layer.
        /// No further engine can be made of this object.
        /// </summary>
        public void ReleaseLayers()
        {
            if (_network != null)
            {
                _network.Layers = null;
            }
        }

        internal NetworkPlan Network
        {
            get { return _network; }
        }

        /// <summary>SHA-256 of the source model, 32 bytes.</summary>
        public byte[] CopySourceHash()
        {
            return Copy(_sourceHash, 32);
        }

        /// <summary>Hash of the calibration data, 8 to 32 bytes.</summary>
        public byte[] CopyCalibrationHash()
        {
            return Copy(_calibrationHash, _calibrationHashLength);
        }

        /// <summary>The feature recipe's bytes.</summary>
        public byte[] CopyRecipe()
        {
            return Copy(_recipeOffset, _recipeLength);
        }

        /// <summary>SHA-256 of the body: what names this exact image; the signature trailer does not change it. 32 bytes.</summary>
        public byte[] ComputeHash()
        {
            return Sha256.Hash(_data, 0, _bodyLength);
        }

        private byte[] Copy(int offset, int length)
        {
            byte[] copy = new byte[length];
            System.Array.Copy(_data, offset, copy, 0, length);
            return copy;
        }

        private void Read(int length)
        {
            ReadHeader(length);
            ImageCursor body = new ImageCursor(_data, ImageFormat.HeaderLength, _bodyLength - ImageFormat.HeaderLength);
            ImageCursor structure = null;
            ImageCursor parameters = null;
            ImageCursor selfTest = null;
            int last = 0;
            bool hasId = false, hasProvenance = false;
            while (body.Remaining > 0)
            {
                int tag = body.Byte();
                int size = body.Varint(0, ImageFormat.MaxBodyLength);
                int start = body.Take(size);
                if (tag <= last)
                {
                    throw new ModelImageException(ImageFault.BadSection, "section " + tag + " follows section " + last);
                }

                last = tag;
                ImageCursor section = new ImageCursor(_data, start, size);
                switch (tag)
                {
                    case ImageFormat.SectionId:
                        hasId = true;
                        _id = section.Text();
                        section.End("id section");
                        break;
                    case ImageFormat.SectionProvenance:
                        hasProvenance = true;
                        ReadProvenance(section);
                        break;
                    case ImageFormat.SectionRecipe:
                        if (size < 1 || size > ImageFormat.MaxRecipeLength)
                        {
                            throw new ModelImageException(ImageFault.BadSection, "the feature recipe takes " + size + " bytes");
                        }

                        _recipeOffset = start;
                        _recipeLength = size;
                        break;
                    case ImageFormat.SectionClasses:
                        ReadClasses(section);
                        break;
                    case ImageFormat.SectionStructure:
                        structure = section;
                        break;
                    case ImageFormat.SectionParameters:
                        parameters = section;
                        break;
                    case ImageFormat.SectionSelfTest:
                        selfTest = section;
                        break;
                    default:
                        if (tag < ImageFormat.FirstOptionalSection)
                        {
                            throw new ModelImageException(ImageFault.BadSection, "section " + tag + " is unknown");
                        }

                        break;
                }
            }

            if (!hasId || _id.Length == 0 || !hasProvenance || structure == null || parameters == null)
            {
                throw new ModelImageException(ImageFault.MissingSection, "id, provenance, structure or parameters are missing");
            }

            ReadModel(structure, parameters);
            ReadSelfTest(selfTest);
        }

        private void ReadHeader(int length)
        {
            if (length < ImageFormat.HeaderLength)
            {
                throw new ModelImageException(ImageFault.Truncated, length + " bytes are fewer than a header's " + ImageFormat.HeaderLength);
            }

            if (ImageCursor.Int32At(_data, 0) != ImageFormat.Magic)
            {
                throw new ModelImageException(ImageFault.BadMagic, "does not start with AIM1");
            }

            Expect(4, ImageFormat.Version, ImageFault.UnknownImageVersion, "image format");
            Expect(5, ImageFormat.ArithmeticVersion, ImageFault.UnknownArithmeticVersion, "arithmetic contract");
            Expect(6, ImageFormat.FeaturesVersion, ImageFault.UnknownFeaturesVersion, "features contract");

            _bodyLength = ImageCursor.Int32At(_data, 8);
            if (_bodyLength < ImageFormat.HeaderLength || _bodyLength > length - 2)
            {
                throw new ModelImageException(ImageFault.Truncated, "a body of " + _bodyLength + " bytes is announced in " + length);
            }

            if (_bodyLength > ImageFormat.MaxBodyLength)
            {
                throw new ModelImageException(ImageFault.TooLong, "a body of " + _bodyLength + " bytes is too long");
            }

            _signatureLength = _data[_bodyLength] | (_data[_bodyLength + 1] << 8);
            _signatureOffset = _bodyLength + 2;
            if (_signatureLength > ImageFormat.MaxSignatureLength || _signatureOffset + _signatureLength < length)
            {
                throw new ModelImageException(ImageFault.TooLong, "the image is longer than its body and signature");
            }

            if (_signatureOffset + _signatureLength > length)
            {
                throw new ModelImageException(ImageFault.Truncated, "the signature is cut off");
            }

            uint crc = Crc32.Update(Crc32.Start, _data, 0, 12);
            crc = ~Crc32.Update(crc, _data, 16, _bodyLength - 16);
            if ((int)crc != ImageCursor.Int32At(_data, 12))
            {
                throw new ModelImageException(ImageFault.BadChecksum, "the checksum does not match the content");
            }

            int kind = _data[7];
            if (kind < (int)ModelKind.Network || kind > (int)ModelKind.Distance)
            {
                throw new ModelImageException(ImageFault.UnknownModelKind, "model kind " + kind + " is unknown");
            }

            _kind = (ModelKind)kind;
            _version = (uint)ImageCursor.Int32At(_data, 16);
            _inputCount = _data[20] | (_data[21] << 8);
            _outputCount = _data[22] | (_data[23] << 8);
        }

        private void Expect(int at, int version, ImageFault fault, string what)
        {
            if (_data[at] != version)
            {
                throw new ModelImageException(fault, what + " version " + _data[at] + " is not " + version);
            }
        }

        private void ReadProvenance(ImageCursor section)
        {
            _split = (SplitKind)section.Varint(0, (int)SplitKind.Random);
            _sourceHash = section.Take(32);
            _calibrationHashLength = section.Varint(8, 32);
            _calibrationHash = section.Take(_calibrationHashLength);
            _toolVersion = section.Text();
            section.End("provenance section");
        }

        private void ReadClasses(ImageCursor section)
        {
            int count = section.Varint(1, ImageFormat.MaxClasses);
            if (count != _outputCount)
            {
                throw new ModelImageException(ImageFault.BadSection, count + " class names for " + _outputCount + " outputs");
            }

            _classes = new string[count];
            for (int i = 0; i < count; i++)
            {
                _classes[i] = section.Text();
            }

            section.End("class section");
        }

        private void ReadModel(ImageCursor structure, ImageCursor parameters)
        {
            if (_kind == ModelKind.Network)
            {
                _network = NetworkReader.Read(structure, parameters);
                _work = _network.Work;
                CheckCounts(_network.Tensors[0].Count, _network.Result.Count);
            }
            else if (_kind == ModelKind.Trees)
            {
                _trees = TreeReader.Read(structure, parameters);
                _work = _trees.Work;
                CheckCounts(_trees.Inputs, _trees.Base.Length);
            }
            else
            {
                _distance = DistanceReader.Read(structure, parameters);
                _work = _distance.Work;
                CheckCounts(_distance.InputCount, 1);
            }
        }

        /// <summary>Trees or distance, with its own memory for partial results; null for a network.</summary>
        /// <summary>32-bit numbers that a scorer keeps of trees or distances; 0 for a network.</summary>
        internal int ScorerNumbers
        {
            get { return _trees != null ? _trees.Numbers : _distance != null ? _distance.Numbers : 0; }
        }

        internal Scorer CreateScorer()
        {
            return _trees != null ? new TreeEnsemble(_trees) : _distance != null ? _distance.Twin() : null;
        }

        private void CheckCounts(int inputs, int outputs)
        {
            if (inputs != _inputCount || outputs != _outputCount)
            {
                throw new ModelImageException(ImageFault.BadShape, "the header says " + _inputCount + " inputs and " + _outputCount + " outputs, the model has " + inputs + " and " + outputs);
            }
        }

        private void ReadSelfTest(ImageCursor section)
        {
            if (section == null)
            {
                return;
            }

            if (section.Remaining != 4 * (_inputCount + _outputCount))
            {
                throw new ModelImageException(ImageFault.BadSection, "the self-test does not have " + _inputCount + " inputs and " + _outputCount + " outputs");
            }

            _selfTestInput = Numbers(section, _inputCount);
            _selfTestOutput = Numbers(section, _outputCount);
        }

        private static int[] Numbers(ImageCursor section, int count)
        {
            int[] numbers = new int[count];
            for (int i = 0; i < count; i++)
            {
                numbers[i] = section.Int32();
            }

            return numbers;
        }
    }
}
