namespace AIoT.Embedded.Inference
{
    /// <summary>Numbers of the model image contract, version 1 (docs/contracts/model-image.md).</summary>
    public static class ImageFormat
    {
        /// <summary>The four bytes "AIM1" read as a little-endian number.</summary>
        public const int Magic = 0x314D4941;

        /// <summary>Image format version.</summary>
        public const int Version = 1;

        /// <summary>Arithmetic contract version (docs/contracts/arithmetic.md).</summary>
        public const int ArithmeticVersion = 1;

        /// <summary>Features contract version (docs/contracts/features.md).</summary>
        public const int FeaturesVersion = 1;

        /// <summary>Bytes of the fixed header.</summary>
        public const int HeaderLength = 24;

        /// <summary>The longest body, in bytes.</summary>
        public const int MaxBodyLength = 1 << 20;

        /// <summary>The longest signature trailer, in bytes.</summary>
        public const int MaxSignatureLength = 4096;

        /// <summary>Section tags, in the order that they stand in.</summary>
        public const int SectionId = 1, SectionProvenance = 2, SectionRecipe = 3, SectionClasses = 4, SectionStructure = 5, SectionParameters = 6, SectionSelfTest = 7;

        /// <summary>Sections with this tag and above are skipped by a reader that does not know them.</summary>
        public const int FirstOptionalSection = 128;

        /// <summary>The longest id, class name and tool version, in characters.</summary>
        public const int MaxNameLength = 32;

        /// <summary>The most classes, features, outputs.</summary>
        public const int MaxClasses = 64, MaxFeatures = 4096, MaxOutputs = 4096;

        /// <summary>The longest feature recipe, in bytes.</summary>
        public const int MaxRecipeLength = 1024;

        /// <summary>The most layers of a network.</summary>
        public const int MaxLayers = 128;

        /// <summary>The most elements of a tensor.</summary>
        public const int MaxElements = 1 << 18;

        /// <summary>The largest arena, in bytes.</summary>
        public const int MaxArenaBytes = 1 << 20;

        /// <summary>The most multiply-accumulates (or compares) of one inference.</summary>
        public const int MaxWork = 1 << 28;

        /// <summary>Flags of a layer record.</summary>
        public const int FlagInputs = 1, FlagInt16 = 2, FlagClip = 4, FlagPerChannelMultiplier = 8, FlagPerChannelShift = 16, FlagStride = 32, FlagDilation = 64, FlagPadding = 128;
    }
}
