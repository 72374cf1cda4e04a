namespace AIoT.Embedded.Inference
{
    /// <summary>Why a model image was refused (docs/contracts/model-image.md).</summary>
    public enum ImageFault
    {
        /// <summary>Not refused.</summary>
        None = 0,
        /// <summary>Shorter than its own length fields say.</summary>
        Truncated = 1,
        /// <summary>Longer than its own length fields say, or than any image may be.</summary>
        TooLong = 2,
        /// <summary>Does not start with the format's four bytes.</summary>
        BadMagic = 3,
        /// <summary>Written in an image format version that this reader does not know.</summary>
        UnknownImageVersion = 4,
        /// <summary>Made for another arithmetic contract.</summary>
        UnknownArithmeticVersion = 5,
        /// <summary>Made for another features contract.</summary>
        UnknownFeaturesVersion = 6,
        /// <summary>The CRC-32 does not match the content.</summary>
        BadChecksum = 7,
        /// <summary>A kind of model that this reader does not know.</summary>
        UnknownModelKind = 8,
        /// <summary>A section is unknown, out of order, given twice, or of a wrong length.</summary>
        BadSection = 9,
        /// <summary>A required section is absent.</summary>
        MissingSection = 10,
        /// <summary>A number is out of its range or not in its shortest form.</summary>
        BadNumber = 11,
        /// <summary>A name holds characters other than printable ASCII or is too long.</summary>
        BadText = 12,
        /// <summary>A layer kind that this reader does not know.</summary>
        UnknownLayer = 13,
        /// <summary>A shape is empty, too large, or does not fit its neighbours.</summary>
        BadShape = 14,
        /// <summary>A tensor's number type does not suit the layer that reads or writes it.</summary>
        BadType = 15,
        /// <summary>A layer reads a tensor that does not exist yet.</summary>
        BadReference = 16,
        /// <summary>A tensor lies outside the arena or on another that is still needed, or the arena's size is wrong.</summary>
        BadArena = 17,
        /// <summary>A multiplier or shift is outside the arithmetic contract.</summary>
        BadMultiplier = 18,
        /// <summary>Weights and biases could overflow the 32-bit accumulator.</summary>
        AccumulatorOverflow = 19,
        /// <summary>The model would take more work or memory than any image may.</summary>
        TooMuch = 20,
        /// <summary>A decision tree is malformed.</summary>
        BadTree = 21,
    }
}
